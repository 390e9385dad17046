using SqueezeBert.Gpu.Kernels;

namespace SqueezeBert.Gpu.Models;

/// <summary>How a model is brought to a device.</summary>
public sealed record SessionOptions
{
    /// <summary>
    /// How convolution weights and embedding tables are stored on the device, and on GPUs activations between two kernels. Half
    /// precision takes half the memory; in F16 activations overflow beyond 65504. Sums are float32 in every case, as outputs are,
    /// and so are products, except on tensor cores (CUDA, compute capability 8.0 or later, F16, BF16 or TF32). TF32 keeps everything
    /// in four bytes and rounds only what is multiplied; a device without such tensor cores refuses it.
    /// </summary>
    public ElementType WeightStorage { get; init; } = ElementType.F32;

    /// <summary>Whether the graph is rewritten to run in fewer passes. Off, every operation runs by itself: for comparison.</summary>
    public bool Rewrite { get; init; } = true;

    /// <summary>
    /// Whether a session on the CPU runs a pass or two before it is handed out, so that no batch waits for code to be compiled:
    /// tens of milliseconds, once in a process. Off, for a process that runs one batch only.
    /// </summary>
    public bool WarmUp { get; init; } = true;

    /// <summary>
    /// Whether a pass on CUDA becomes one launch: when a batch shape comes for the second time, its copies and launches are captured
    /// as a CUDA graph, and then launched by one call of the driver, which must be of CUDA 11.4 or later; where it cannot capture,
    /// the pass fails and says so. Off, each operation is launched by itself. Other devices capture nothing.
    /// </summary>
    public bool CudaGraphs { get; init; } = true;
}
