using System.Reflection;
using ILGPU;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.HardwarePack.Ceilings;
using SqueezeBert.Gpu.PtxInterpreter;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.HardwarePack.Tests;

/// <summary>The kernel that measures tensor cores multiplies all that it claims to, out of registers.</summary>
public sealed class TensorPeakTests
{
    private const uint Ones = 0x3C003C00;
    private const int SumsOfLane = 4 * TensorPeak.Chains;

    [Test]
    public void Every_sum_has_all_its_products()
    {
        using var device = InterpretedDevice.Open(80);
        using DeviceBuffer<float> results = device.Allocate<float>(TensorPeak.Warp);
        InterpretedKernel.Load<TensorPeakArguments>(TensorPeak.Multiply, 80).Launch(
            new KernelConfig(1, TensorPeak.Warp), new TensorPeakArguments(results.View, Ones));

        // Products of 1 and 1: whole numbers far below 2^24, which float32 has exactly.
        float expected = SumsOfLane * TensorPeak.Rounds * TensorPeak.Depth;
        Assert.That(results.ToArray(), Is.All.EqualTo(expected));
    }

    [Test]
    [Category("Ptxas")]
    public void Nothing_but_products_is_in_its_loop([Values(80, 86, 89, 90)] int architecture)
    {
        MethodInfo kernel = typeof(TensorPeak).GetMethod(nameof(TensorPeak.Multiply))!;
        string ptx = PtxCompiler.Compile(kernel, architecture);
        string[] loop = LoopOf(ptx);
        Assert.That(loop.Count(line => line.Contains("mma.sync.aligned.m16n8k16", StringComparison.Ordinal)), Is.EqualTo(8), ptx);
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
