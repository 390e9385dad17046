namespace SqueezeBert.Gpu.Kernels;

/// <summary>A row that <see cref="LayerNormRow"/> normalises, made anew each time that it is read.</summary>
internal interface INormSource
{
    /// <summary>The values of four channels.</summary>
    /// <param name="channel">The first.</param>
    /// <param name="count">How many are there, at least 1; the others are arbitrary.</param>
    Float4 Read(int channel, int count);
}
