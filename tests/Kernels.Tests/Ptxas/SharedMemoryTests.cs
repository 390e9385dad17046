using System.Reflection;
using System.Text.RegularExpressions;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.PtxInterpreter;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Kernels.Tests.Ptxas;

/// <summary>
/// Inline assembler is a constant string, so the tensor-core kernels write out how much shared memory their tiles take. What they
/// write is what the tiles take.
/// </summary>
[Category("Host")]
public sealed partial class SharedMemoryTests
{
    private const int Architecture = 80;

    // Of 16-bit and of 32-bit numbers: 64 rows or 32 of at most 192 channels and 16 bytes.
    private const int Rows16 = TensorTile.Rows * ((192 * sizeof(ushort)) + 16);
    private const int Rows32 = TensorTile.Rows / 2 * ((192 * sizeof(float)) + 16);

    // A ring of four tiles behind the rows; the two rings are alike.
    private const int Ring = FeedForwardTiles<TensorF16>.Bytes;

    // 64 keys and values.
    private static readonly int Keys16 = (int)(2 * TensorSoftmax.ValueOffset<TensorF16>());
    private static readonly int Keys32 =
        (int)TensorSoftmax.ValueOffset<TensorTF32>() + (TensorTile.Rows * TensorTF32.ValuePitch);

    private static IEnumerable<TestCaseData> Kernels() =>
        KernelInventory.ForTensorCores()
            .DistinctBy(kernel => (kernel.DeclaringType!.Name, kernel.Name))
            .Select(kernel => new TestCaseData(kernel)
                .SetArgDisplayNames($"{kernel.DeclaringType!.Name.Split('`')[0]}.{kernel.Name}"));

    [TestCaseSource(nameof(Kernels))]
    public void Takes_what_the_tiles_take(MethodInfo kernel)
    {
        string ptx = PtxCompiler.Compile(kernel, Architecture, LaunchBoundsAttribute.Of(kernel));
        int[] written = [.. Declaration().Matches(ptx).Select(match => int.Parse(match.Groups[1].ValueSpan, null))];
        Assert.That(written, Is.EqualTo([Taken($"{kernel.DeclaringType!.Name.Split('`')[0]}.{kernel.Name}")]));
    }

    private static int Taken(string kernel) => kernel switch
    {
        "GroupedConv1d.Tensor" => TensorProduct.Bytes,
        "GroupedFeedForward.Tensor" or "GroupedFeedForward.TensorOfSingles" => Math.Max(Rows16, Rows32) + Ring,
        "GroupedSelfAttention.Tensor" => Math.Max(2 * Keys16, Keys32),
        "GroupedSelfAttention.TensorFused" => Math.Max(Rows16, Keys16) + Ring,
        "GroupedSelfAttention.TensorStreamed" => Math.Max(Keys32, TensorProduct.Bytes),
        _ => throw new ArgumentOutOfRangeException(nameof(kernel), kernel, "not known to this test"),
    };

    [GeneratedRegex(@"\.shared \.align 128 \.b8 \w+\[(\d+)\]")]
    private static partial Regex Declaration();
}
