using System.Reflection;
using ILGPU;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.HardwarePack.Ceilings;
using SqueezeBert.Gpu.Kernels;
using SqueezeBert.Gpu.PtxInterpreter;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.HardwarePack.Tests;

/// <summary>The kernel that measures tensor cores multiplies all that it claims to, out of registers.</summary>
public sealed class TensorPeakTests
{
    private const int SumsOfLane = 4 * TensorPeak.Chains;

    [Test]
    public void Every_sum_of_half_precision_has_all_its_products() => HasAllProducts<TensorF16>(TensorPeak.HalfOnes);

    [Test]
    public void Every_sum_of_TF32_has_all_its_products() => HasAllProducts<TensorTF32>(TensorPeak.SingleOne);

    [Test]
    [Category("Ptxas")]
    public void Nothing_but_products_is_in_the_loop_of_half_precision([Values(80, 86, 89, 90)] int architecture) =>
        HasNothingButProducts<TensorF16>(architecture, "mma.sync.aligned.m16n8k16");

    [Test]
    [Category("Ptxas")]
    public void Nothing_but_products_is_in_the_loop_of_TF32([Values(80, 86, 89, 90)] int architecture) =>
        HasNothingButProducts<TensorTF32>(architecture, "mma.sync.aligned.m16n8k8");

    private static void HasAllProducts<TElement>(uint word)
        where TElement : struct, ITensorElement
    {
        using var device = InterpretedDevice.Open(80);
        using DeviceBuffer<float> results = device.Allocate<float>(TensorPeak.Warp);
        InterpretedKernel.Load<TensorPeakArguments>(TensorPeak.Multiply<TElement>, 80).Launch(
            new KernelConfig(1, TensorPeak.Warp), new TensorPeakArguments(results.View, word));

        // Products of 1 and 1: whole numbers far below 2^24, which float32 has exactly.
        float expected = SumsOfLane * TensorPeak.Rounds * TensorPeak.Depth<TElement>();
        Assert.That(results.ToArray(), Is.All.EqualTo(expected));
    }

    private static void HasNothingButProducts<TElement>(int architecture, string product)
        where TElement : struct, ITensorElement
    {
        MethodInfo kernel = typeof(TensorPeak).GetMethod(nameof(TensorPeak.Multiply))!.MakeGenericMethod(typeof(TElement));
        string ptx = PtxCompiler.Compile(kernel, architecture);
        string[] loop = LoopOf(ptx);
        Assert.That(loop.Count(line => line.Contains(product, StringComparison.Ordinal)), Is.EqualTo(8), ptx);
        Assert.That(loop, Has.None.Contains("ld.").And.None.Contains("st.").And.None.Contains("bar."));
        if (Ptxas.Find() is not { } ptxas)
        {
            Assert.That(Environment.GetEnvironmentVariable("SQUEEZEBERT_REQUIRE_PTXAS"), Is.Not.EqualTo("1"), "ptxas is required here");
            Assert.Ignore($"ptxas: not installed, and {Ptxas.Variable} names none");
            return;
        }

        PtxasReport report = ptxas.Assemble(ptx, architecture);
        Assert.That(report, Is.EqualTo(report with { Error = null, SpillStoreBytes = 0, SpillLoadBytes = 0, StackBytes = 0 }));
    }

    // From the first product to the branch back.
    private static string[] LoopOf(string ptx)
    {
        string[] lines = ptx.Split('\n');
        int first = Array.FindIndex(lines, line => line.Contains("mma.sync", StringComparison.Ordinal));
        int last = Array.FindIndex(lines, first, line => line.Contains("bra", StringComparison.Ordinal));
        return lines[first..last];
    }
}
