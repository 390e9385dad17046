using System.Collections.Immutable;
using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Passes;

/// <summary>The rewrites, in the order in which they build on each other.</summary>
public static class GraphPasses
{
    /// <summary>Every rewrite. Each fires where its pattern occurs and leaves the rest of the graph alone.</summary>
    public static ImmutableArray<IGraphPass> All { get; } =
    [
        new FuseEmbeddings(),
        new FuseBiasAndActivation(),
        new FuseResidual(),
        new MergeProjections(),
        new FuseSelfAttention(),
        new FuseFeedForward(),
    ];

    /// <summary>Applies every rewrite.</summary>
    public static ComputeGraph Apply(ComputeGraph graph)
    {
        foreach (IGraphPass pass in All)
        {
            graph = pass.Apply(graph);
        }

        return graph;
    }
}
