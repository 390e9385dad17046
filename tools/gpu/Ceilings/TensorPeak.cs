using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Kernels;
using SqueezeBert.Gpu.Kernels.Bench.Measuring;

namespace SqueezeBert.Gpu.HardwarePack.Ceilings;

/// <summary>
/// The peak of an NVIDIA GPU's tensor cores with the instructions that the operators use: mma.m16n8k16 on half precision and
/// mma.m16n8k8 on TF32, sums in float32, operands in registers. Hopper's wgmma, which ILGPU cannot emit, goes beyond it.
/// </summary>
internal static class TensorPeak
{
    /// <summary>Products that do not wait for each other, to each warp.</summary>
    public const int Chains = 8;

    /// <summary>Turns of the loop; each adds to every chain.</summary>
    public const int Rounds = 256;

    /// <summary>1 and 1 in half precision.</summary>
    public const uint HalfOnes = 0x3C003C00;

    /// <summary>1 in TF32.</summary>
    public const uint SingleOne = 0x3F800000;

    /// <summary>Lanes of a warp.</summary>
    public const int Warp = 32;

    private const int GroupSize = 128;
    private const int Groups = 4096;
    private const int Rows = 16;
    private const int Columns = 8;

    /// <summary>Products of a sum in one instruction.</summary>
    public static int Depth<TElement>()
        where TElement : struct, ITensorElement => 32 / TElement.Size;

    /// <summary>Operations a second, a multiply-add counted as two; null where there are no tensor cores that we use.</summary>
    /// <param name="device">The device.</param>
    /// <param name="word">A register full of ones in the format.</param>
    public static double? Measure<TElement>(ComputeDevice device, uint word)
        where TElement : struct, ITensorElement
    {
        if (!device.HasTensorCores)
        {
            return null;
        }

        using DeviceBuffer<float> results = device.Allocate<float>(Groups * GroupSize);
        var arguments = new TensorPeakArguments(results.View, word);
        var launch = device.LoadKernel<TensorPeakArguments>(Multiply<TElement>);
        double operations = 2.0 * Groups * (GroupSize / Warp) * Rounds * Chains * Rows * Columns * Depth<TElement>();
        return KernelPeak.Rate(device, operations, () => launch(new KernelConfig(Groups, GroupSize), arguments));
    }

    /// <summary>The kernel: a thread's result is the sum of all that its lane holds.</summary>
    public static void Multiply<TElement>(TensorPeakArguments arguments)
        where TElement : struct, ITensorElement
    {
        uint word = arguments.Word;
        var left = new TensorFragment(word, word, word, word);
        var sums = TensorStrip.Zero(word);
        for (int round = 0; round < Rounds; round++)
        {
            TElement.MultiplyAdd(sums.Sums0, left, word, word);
            TElement.MultiplyAdd(sums.Sums1, left, word, word);
            TElement.MultiplyAdd(sums.Sums2, left, word, word);
            TElement.MultiplyAdd(sums.Sums3, left, word, word);
            TElement.MultiplyAdd(sums.Sums4, left, word, word);
            TElement.MultiplyAdd(sums.Sums5, left, word, word);
            TElement.MultiplyAdd(sums.Sums6, left, word, word);
            TElement.MultiplyAdd(sums.Sums7, left, word, word);
        }

        arguments.Results[Grid.GlobalIndex.X] = sums.UpperSum() + sums.LowerSum();
    }
}
