namespace SqueezeBert.Gpu.Tokenization;

/// <summary>The end of a sequence at which tokens are cut off or padding is added.</summary>
public enum TokenSide
{
    /// <summary>The end of the text.</summary>
    Right,

    /// <summary>The beginning of the text.</summary>
    Left,
}
