using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Kernels;
using SqueezeBert.Gpu.Kernels.Bench.Measuring;

namespace SqueezeBert.Gpu.HardwarePack.Ceilings;

/// <summary>
/// The peak of an NVIDIA GPU's tensor cores with the instruction that the operators use: mma.m16n8k16 on half precision, sums in
/// float32, operands in registers. Hopper's wgmma, which ILGPU cannot emit, goes beyond it.
/// </summary>
internal static class TensorPeak
{
    /// <summary>Products that do not wait for each other, to each warp.</summary>
    public const int Chains = 8;

    /// <summary>Turns of the loop; each adds to every chain.</summary>
    public const int Rounds = 256;

    /// <summary>Products of a sum in one instruction.</summary>
    public const int Depth = 16;

    /// <summary>Lanes of a warp.</summary>
    public const int Warp = 32;

    private const int GroupSize = 128;
    private const int Groups = 4096;
    private const int Rows = 16;
    private const int Columns = 8;

    // 1 and 1.
    private const uint Ones = 0x3C003C00;

    /// <summary>Operations a second, a multiply-add counted as two; null where there are no tensor cores that we use.</summary>
    public static double? Measure(ComputeDevice device)
    {
        if (!device.HasTensorCores)
        {
            return null;
        }

        using DeviceBuffer<float> results = device.Allocate<float>(Groups * GroupSize);
        var arguments = new TensorPeakArguments(results.View, Ones);
        var launch = device.LoadKernel<TensorPeakArguments>(Multiply);
        double operations = 2.0 * Groups * (GroupSize / Warp) * Rounds * Chains * Rows * Columns * Depth;
        return KernelPeak.Rate(device, operations, () => launch(new KernelConfig(Groups, GroupSize), arguments));
    }

    /// <summary>The kernel: a thread's result is the sum of all that its lane holds.</summary>
    public static void Multiply(TensorPeakArguments arguments)
    {
        uint pair = arguments.Pair;
        var left = new TensorFragment(pair, pair, pair, pair);
        var sums = TensorStrip.Zero(pair);
        for (int round = 0; round < Rounds; round++)
        {
            TensorF16.MultiplyAdd(sums.Sums0, left, pair, pair);
            TensorF16.MultiplyAdd(sums.Sums1, left, pair, pair);
            TensorF16.MultiplyAdd(sums.Sums2, left, pair, pair);
            TensorF16.MultiplyAdd(sums.Sums3, left, pair, pair);
            TensorF16.MultiplyAdd(sums.Sums4, left, pair, pair);
            TensorF16.MultiplyAdd(sums.Sums5, left, pair, pair);
            TensorF16.MultiplyAdd(sums.Sums6, left, pair, pair);
            TensorF16.MultiplyAdd(sums.Sums7, left, pair, pair);
        }

        arguments.Results[Grid.GlobalIndex.X] = sums.UpperSum() + sums.LowerSum();
    }
}
