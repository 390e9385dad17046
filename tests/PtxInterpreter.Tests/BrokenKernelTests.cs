using ILGPU;
using ILGPU.Runtime;

namespace SqueezeBert.Gpu.PtxInterpreter.Tests;

/// <summary>Kernels with one mistake each, all of which a device might run without a word.</summary>
internal sealed class BrokenKernelTests
{
    private readonly HostDevice device = new();

    [OneTimeTearDown]
    public void TearDown() => device.Dispose();

    [Test]
    public void A_missing_barrier() => Assert.That(
        () => Launch(SharedSum.RunWithoutBarrier),
        Throws.InstanceOf<PtxHazardException>().With.Message.Contains("at shared["));

    [Test]
    public void A_barrier_in_a_branch() => Assert.That(
        () => Launch(SharedSum.RunWithBarrierInBranch),
        Throws.InstanceOf<PtxTrap>().With.Message.Contains("deadlock").And.Message.Contains("32 threads have exited"));

    [Test]
    public void Shared_memory_out_of_bounds() => Assert.That(
        () => Launch(SharedSum.RunPastTheTile),
        Throws.InstanceOf<PtxTrap>().With.Message.Contains("shared access out of bounds")
            .And.Message.Contains("thread (63, 0, 0)"));

    [Test]
    public void Shared_memory_that_nobody_has_written() => Assert.That(
        () => Launch(SharedSum.RunUninitialised),
        Throws.InstanceOf<PtxHazardException>().With.Message.Contains(nameof(HazardKind.UninitialisedRead)));

    [Test]
    public void An_endless_loop() => Assert.That(
        () => Launch(SharedSum.RunForEver),
        Throws.InstanceOf<PtxTrap>().With.Message.Contains("endless loop"));

    [Test]
    public void Global_memory_out_of_bounds() => Assert.That(
        () => LaunchElementwise(Elementwise.RunPastTheEnd, blocks: 4),
        Throws.InstanceOf<PtxTrap>().With.Message.Contains("out of bounds").And.Message.Contains("Input")
            .And.Message.Contains("block (3, 0, 0), thread (4, 0, 0)"));

    [Test]
    public void Threads_that_write_one_place() => Assert.That(
        () => LaunchElementwise(Elementwise.RunToOnePlace, blocks: 3),
        Throws.InstanceOf<PtxHazardException>().With.Message.Contains(nameof(HazardKind.WriteAfterWrite)));

    [Test]
    public void A_misaligned_vector()
    {
        using MemoryBuffer1D<float, Stride1D.Dense> data = device.Allocate<float>(64);
        InterpretedKernel<Reversal.Args> kernel = InterpretedKernel.Load<Reversal.Args>(Reversal.RunFromOffset, 80);
        Assert.DoesNotThrow(() => kernel.Launch(new KernelConfig(1, 8), new Reversal.Args(data.View, 4)));
        Assert.That(
            () => kernel.Launch(new KernelConfig(1, 8), new Reversal.Args(data.View, 2)),
            Throws.InstanceOf<PtxTrap>().With.Message.Contains("misaligned").And.Message.Contains("ld.global.v4.f32"));
    }

    private void Launch(Action<SharedSum.Args> kernel)
    {
        using MemoryBuffer1D<float, Stride1D.Dense> from = device.Allocate<float>(64);
        using MemoryBuffer1D<float, Stride1D.Dense> to = device.Allocate<float>(1);
        InterpretedKernel<SharedSum.Args> loaded = InterpretedKernel.Load(kernel, 80);
        loaded.StepLimit = 100_000;
        loaded.Launch(new KernelConfig(1, SharedSum.Size), new SharedSum.Args(from.View, to.View));
    }

    private void LaunchElementwise(Action<Elementwise.Args<Relu>> kernel, int blocks)
    {
        using MemoryBuffer1D<float, Stride1D.Dense> from = device.Allocate<float>(100);
        using MemoryBuffer1D<float, Stride1D.Dense> to = device.Allocate<float>(100);
        Elementwise.Args<Relu> args = new(from.View, default, to.View);
        InterpretedKernel.Load(kernel, 80).Launch(new KernelConfig(blocks, 32), args);
    }
}
