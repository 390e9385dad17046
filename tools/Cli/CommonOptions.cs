using System.CommandLine;
using SqueezeBert.Gpu.Kernels;

namespace SqueezeBert.Gpu.Cli;

/// <summary>The options that every command takes.</summary>
internal sealed class CommonOptions
{
    /// <summary><c>--device</c>.</summary>
    public Option<DeviceChoice> Device { get; } = DeviceChoice.Option();

    /// <summary><c>--precision</c>.</summary>
    public Option<ElementType> Precision { get; } = Choice.Of(
        "--precision",
        "How weights are stored on the device. Sums are float32; tensor cores round activations as the weights are, and they alone "
            + "take tf32. Default: f32.",
        ("f32", ElementType.F32), ("tf32", ElementType.TF32), ("f16", ElementType.F16), ("bf16", ElementType.BF16));

    /// <summary><c>--threads</c>.</summary>
    public Option<int?> Threads { get; } = Choice.Number(
        "--threads", "Threads of the CPU device. Default: one for each core.", 1, 4096);

    /// <summary><c>--cuda-graphs</c>.</summary>
    public Option<Switch> CudaGraphs { get; } = Choice.Of(
        "--cuda-graphs",
        "On CUDA, whether a pass is captured when its shape comes for the second time, and then launched by one call. off " +
        "launches each operation by itself. Default: on.",
        ("on", Switch.On), ("off", Switch.Off));

    /// <summary><c>--kernel-cache</c>.</summary>
    public Option<string?> KernelCache { get; } = new("--kernel-cache")
    {
        Description = "The folder in which compiled GPU kernels are kept for the next run; off keeps none. Default: what the "
            + "variable SQUEEZEBERT_KERNEL_CACHE says in the same words, else a folder of the user's cache.",
        HelpName = "DIR|off",
    };

    /// <summary><c>--json</c>.</summary>
    public Option<bool> Json { get; } = new("--json") { Description = "Print the result as JSON, and nothing else, on stdout." };

    /// <summary><c>--verbose</c>.</summary>
    public Option<bool> Verbose { get; } = new("--verbose") { Description = "Print the stack trace of an error." };

    /// <summary>All of them, recursive.</summary>
    public IEnumerable<Option> All
    {
        get
        {
            foreach (Option option in (Option[])[Device, Precision, Threads, CudaGraphs, KernelCache, Json, Verbose])
            {
                option.Recursive = true;
                yield return option;
            }
        }
    }
}
