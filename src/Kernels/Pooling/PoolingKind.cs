namespace SqueezeBert.Gpu.Kernels;

/// <summary>How <see cref="Pooling"/> makes one row of a sentence's tokens.</summary>
public enum PoolingKind
{
    /// <summary>The first token's row, whatever the mask says.</summary>
    FirstToken,

    /// <summary>The mean of the tokens that count.</summary>
    Mean,

    /// <summary>The largest value of each channel over the tokens that count.</summary>
    Max,
}
