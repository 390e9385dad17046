using System.Globalization;

namespace SqueezeBert.Gpu.Graph;

/// <summary>A named axis of a tensor. Its size is fixed by the configuration, or known only when a batch arrives.</summary>
/// <param name="Name">What it counts.</param>
/// <param name="Size">Its size; null where each batch decides.</param>
public readonly record struct Axis(string Name, int? Size)
{
    /// <summary>T: all tokens of the batch, one sentence after another.</summary>
    public static readonly Axis Tokens = new("tokens", null);

    /// <summary>B: the sentences of the batch.</summary>
    public static readonly Axis Sentences = new("sentences", null);

    /// <summary>B + 1: where each sentence begins, and where the last one ends.</summary>
    public static readonly Axis Offsets = new("offsets", null);

    /// <summary>S: the longest sentence of the batch.</summary>
    public static readonly Axis Longest = new("longest", null);

    /// <summary>C: the channels of a token.</summary>
    public static Axis Channels(int size) => new("channels", size);

    /// <summary>The size in a batch.</summary>
    public int In(BatchShape batch) => Size ?? Name switch
    {
        "tokens" => batch.Tokens,
        "sentences" => batch.Sentences,
        "offsets" => batch.Sentences + 1,
        "longest" => batch.Longest,
        _ => throw new GraphException($"axis {Name} has no size, and no batch gives it one"),
    };

    /// <inheritdoc/>
    public override string ToString() => Size is { } size ? string.Create(CultureInfo.InvariantCulture, $"{Name} {size}") : Name;
}
