namespace SqueezeBert.Gpu.Weights.PyTorch;

/// <summary>A row of numbers in the file, of which tensors are views.</summary>
/// <param name="key">Its name in the file.</param>
/// <param name="type">The type of an element.</param>
/// <param name="count">How many elements.</param>
internal sealed class Storage(string key, SafetensorsDType type, long count)
{
    /// <summary>Its name in the file.</summary>
    public string Key => key;

    /// <summary>The type of an element.</summary>
    public SafetensorsDType Type => type;

    /// <summary>How many elements.</summary>
    public long Count => count;

    /// <summary>Bytes that the elements take; a count whose bytes cannot be counted was refused.</summary>
    public long ByteLength => count * type.Size();

    /// <summary>Where its first byte is in the file; null until that is known.</summary>
    public long? FileOffset { get; set; }
}
