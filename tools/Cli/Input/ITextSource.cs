using SqueezeBert.Gpu.Pipelines;

namespace SqueezeBert.Gpu.Cli.Input;

/// <summary>Texts to work on, one by one, from wherever they come.</summary>
internal interface ITextSource : IDisposable
{
    /// <summary>The part that was read so far, from 0 to 1; null where nobody knows how much there is.</summary>
    double? Done { get; }

    /// <summary>Whether texts may come one by one, as somebody writes them, and are wanted back as they come.</summary>
    bool IsLive { get; }

    /// <summary>Reads the texts in order; can be done once.</summary>
    IAsyncEnumerable<TextInput> Read();
}
