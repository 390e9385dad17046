using SqueezeBert.Gpu.Pipelines;

namespace SqueezeBert.Gpu.Cli.Output;

/// <summary>Where classified texts go.</summary>
internal interface IClassificationWriter : IDisposable
{
    /// <summary>Writes a text's result.</summary>
    void Write(TextInput input, Classification result);
}
