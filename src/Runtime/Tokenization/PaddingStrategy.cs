namespace SqueezeBert.Gpu.Tokenization;

/// <summary>How far encodings are filled up with the padding token.</summary>
public enum PaddingStrategy
{
    /// <summary>Not at all; the engine never computes padding, so it needs none.</summary>
    None,

    /// <summary>To the longest encoding of the batch.</summary>
    Longest,

    /// <summary>To the maximum length.</summary>
    MaxLength,
}
