using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Kernels.Tests.Problems;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Kernels.Tests.Devices.Caching;

/// <summary>Kernels that one opening of a device keeps and the next one finds, through the real driver.</summary>
[TestFixtureSource(typeof(AllRunners), nameof(AllRunners.Fixtures))]
public sealed class KeptOnDeviceTests(Runner runner) : DeviceFixture(runner)
{
    private const int Rows = 3;
    private const int Entries = 70;

    private static readonly float[] Input = new RandomNumbers(6).Normal(Rows * Entries);

    private bool IsReal => Device.GetType() == typeof(ComputeDevice);

    private bool Keeps => IsReal && Device.Kind is DeviceKind.OpenCL or DeviceKind.Cuda;

    [Test]
    public void The_next_opening_finds_what_was_compiled()
    {
        using var folder = new ScratchFolder();
        if (!Keeps)
        {
            KernelCacheReport none = IsReal ? Run(folder, keeps: true).Report : Device.KernelCache;
            Assert.That((none.Folder, none.Found, none.Problem), Is.EqualTo(((string?)null, 0, (string?)null)));
            Assert.That(Directory.GetFiles(folder.Root), Is.Empty);
            return;
        }

        (float[] compiled, KernelCacheReport first) = Run(folder, keeps: true);
        (float[] found, KernelCacheReport second) = Run(folder, keeps: true);
        Assert.Multiple(() =>
        {
            Assert.That(first, Is.EqualTo(new KernelCacheReport(folder.Root, 0, 1, 0, null)));
            Assert.That(second, Is.EqualTo(new KernelCacheReport(folder.Root, 1, 0, 0, null)));
            Assert.That(found, Is.EqualTo(compiled), "the same program on the same numbers");
        });

        string path = Directory.GetFiles(folder.Root).Single();
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);
        (float[] repaired, KernelCacheReport third) = Run(folder, keeps: true);
        Assert.Multiple(() =>
        {
            Assert.That((third.Found, third.Compiled, third.Damaged), Is.EqualTo((0, 1, 1)));
            Assert.That(repaired, Is.EqualTo(compiled));
            Assert.That(Run(folder, keeps: true).Report.Found, Is.EqualTo(1));
        });
    }

    [Test]
    public void Nothing_is_kept_where_it_is_switched_off()
    {
        if (!Keeps)
        {
            Assert.That(Device.KernelCache.Folder, Is.Null);
            return;
        }

        using var folder = new ScratchFolder();
        Assert.That(Run(folder, keeps: false).Report, Is.EqualTo(new KernelCacheReport(null, 0, 1, 0, null)));
        Assert.That(Directory.GetFiles(folder.Root), Is.Empty);
    }

    private (float[] Output, KernelCacheReport Report) Run(ScratchFolder folder, bool keeps)
    {
        var options = new DeviceOptions { KeepsKernels = keeps, KernelCacheFolder = folder.Root };
        using ComputeDevice device = ComputeDevices.Open(Device.Kind, options);
        using DeviceBuffer<float> x = device.Upload<float>(Input);
        using DeviceBuffer<float> y = device.Allocate<float>(Input.Length);

        // Two operators of one kind share a kernel.
        new Softmax(device).Run(new SoftmaxArguments { Input = x.View, Output = y.View, T = Rows, C = Entries });
        new Softmax(device).Run(new SoftmaxArguments { Input = x.View, Output = y.View, T = Rows, C = Entries });
        device.Synchronize();
        return (y.ToArray(), device.KernelCache);
    }
}
