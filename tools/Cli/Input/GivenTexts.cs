using SqueezeBert.Gpu.Pipelines;

namespace SqueezeBert.Gpu.Cli.Input;

/// <summary>Texts that stand on the command line.</summary>
internal sealed class GivenTexts(IReadOnlyList<TextInput> texts) : ITextSource
{
    public double? Done => null;

    public bool IsLive => false;

    public IAsyncEnumerable<TextInput> Read() => texts.ToAsyncEnumerable();

    public void Dispose()
    {
    }
}
