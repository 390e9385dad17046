namespace SqueezeBert.Gpu.Pipelines;

/// <summary>A text, or a pair of texts that are read together.</summary>
/// <param name="Text">The text.</param>
/// <param name="Pair">The second text of a pair.</param>
public sealed record TextInput(string Text, string? Pair = null)
{
    /// <summary>A text alone.</summary>
    public static implicit operator TextInput(string text) => new(text);
}
