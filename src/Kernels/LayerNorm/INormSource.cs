namespace SqueezeBert.Gpu.Kernels;

/// <summary>A row that <see cref="LayerNormRow"/> normalises, made anew each time that it is read.</summary>
internal interface INormSource
{
    /// <summary>The value of a channel.</summary>
    float Read(int channel);
}
