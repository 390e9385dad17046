using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Passes;

/// <summary>A rewrite that makes an equal graph that runs in fewer passes over memory.</summary>
public interface IGraphPass
{
    /// <summary>The rewrite's name, for people.</summary>
    string Name { get; }

    /// <summary>An equal graph; the same one where there is nothing to rewrite.</summary>
    ComputeGraph Apply(ComputeGraph graph);
}
