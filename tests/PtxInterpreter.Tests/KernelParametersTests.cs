using ILGPU;
using ILGPU.Runtime;

namespace SqueezeBert.Gpu.PtxInterpreter.Tests;

/// <summary>Arguments reach the kernel at the offsets where ILGPU reads them.</summary>
internal sealed class KernelParametersTests
{
    [Test]
    public void Every_field_arrives([Values(70, 80, 90)] int sm)
    {
        using HostDevice device = new();
        using MemoryBuffer1D<ushort, Stride1D.Dense> halves = device.Upload<ushort>(1000, 1001, 1002);
        using MemoryBuffer1D<int, Stride1D.Dense> ints = device.Upload(-77, 2);
        using MemoryBuffer1D<double, Stride1D.Dense> output = device.Allocate<double>(27);
        InterpretedKernel.Load<Layout.Args>(Layout.Run, sm).Launch(new KernelConfig(1, 1), new Layout.Args
        {
            Byte = 200,
            WithNothing = new(-1, default, 201),
            WithSmall = new(-2, new(202, -3, 203), 204),
            After = 205,
            Deep = new(-4, new(-5, default, 206), 207),
            Halves = halves.View.SubView(1, 2),
            Signed = -6,
            Float = 1.5f,
            One = new(-7),
            Short = -8,
            Long = -(1L << 40),
            Small = new(1, -9, 208),
            Double = -2.5,
            Ints = ints.View,
            Index = new(3, 4),
            Output = output.View,
        });
        Assert.That(output.GetAsArray1D(), Is.EqualTo(
            [
                200, -1, 201, -2, 202, -3, 203, 204, 205, -4, -5, 206, 207, 1001, 2, -6, 1.5, -7, -8, -(1L << 40), -9, 208, -2.5,
                -77, 2, 4, 27,
            ]));
    }

    [Test]
    public void Views_become_regions_with_their_exact_bounds()
    {
        using HostDevice device = new();
        using MemoryBuffer1D<float, Stride1D.Dense> data = device.Allocate<float>(10);
        SharedSum.Args args = new(data.View.SubView(2, 5), default);
        KernelParameters parameters = KernelParameters.Marshal(args);
        ulong start = (ulong)data.View.BaseView.LoadEffectiveAddressAsPtr();
        Assert.That(parameters.Regions, Is.EqualTo([new MemoryRegion("Args.Input", start + 8, 20)]));
        Assert.That(parameters.Bytes, Is.EqualTo(
            BitConverter.GetBytes(start + 8).Concat(BitConverter.GetBytes(5L)).Concat(new byte[16])));
    }

    [Test]
    public void Empty_and_single_field_structs_have_the_size_that_ptx_expects()
    {
        Assert.That(InterpretedKernel.Load<Layout.OnlyNothing>(Layout.RunNothing, 80).Module.ParameterBytes, Is.EqualTo(1));
        Assert.That(KernelParameters.Marshal(default(Layout.OnlyNothing)).Bytes, Has.Length.EqualTo(1));
        Assert.That(InterpretedKernel.Load<Layout.OneField>(Layout.RunOneField, 80).Module.ParameterBytes, Is.EqualTo(4));
        Assert.That(KernelParameters.Marshal(new Layout.OneField(7)).Bytes, Is.EqualTo([7, 0, 0, 0]));
    }

    [Test]
    public void A_bool_is_refused() => Assert.That(
        () => KernelParameters.Marshal((1, true)),
        Throws.InstanceOf<NotSupportedException>().With.Message.Contains("Boolean"));
}
