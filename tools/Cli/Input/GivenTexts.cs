using SqueezeBert.Gpu.Pipelines;

namespace SqueezeBert.Gpu.Cli.Input;

/// <summary>Texts that stand on the command line.</summary>
internal sealed class GivenTexts(IReadOnlyList<TextInput> texts) : ITextSource
{
    public double? Done => null;

    public IEnumerable<TextInput> Read() => texts;

    public void Dispose()
    {
    }
}
