using SqueezeBert.Gpu.Kernels;

namespace SqueezeBert.Gpu.Models;

/// <summary>How a model is brought to a device.</summary>
public sealed record SessionOptions
{
    /// <summary>
    /// How convolution weights and embedding tables are stored on the device. Half precision takes half the memory;
    /// arithmetic and accumulation are float32 in every case.
    /// </summary>
    public ElementType WeightStorage { get; init; } = ElementType.F32;

    /// <summary>Whether the graph is rewritten to run in fewer passes. Off, every operation runs by itself: for comparison.</summary>
    public bool Rewrite { get; init; } = true;
}
