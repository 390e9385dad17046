using ILGPU;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels.Tests.Devices;

public sealed class ComputeDevicesTests
{
    private static readonly DeviceInventory Inventory = ComputeDevices.List();

    [Test]
    public void The_processor_and_the_simulator_are_always_there() => Assert.That(
        Inventory.Devices.Select(device => device.Kind), Is.SupersetOf(new[] { DeviceKind.Cpu, DeviceKind.Simulator }));

    [Test]
    public void A_kind_is_listed_or_missing_with_a_reason() => Assert.Multiple(() =>
    {
        foreach (DeviceKind kind in (DeviceKind[])[DeviceKind.Cuda, DeviceKind.OpenCL])
        {
            bool isListed = Inventory.Devices.Any(device => device.Kind == kind);
            Assert.That(Inventory.Missing.ContainsKey(kind), Is.EqualTo(!isListed), $"{kind}");
        }
    });

    [Test]
    public void Automatic_never_picks_the_simulator_or_a_processor_behind_OpenCL()
    {
        using ComputeDevice device = ComputeDevices.Open();
        Assert.Multiple(() =>
        {
            Assert.That(device.Description.Name, Is.EqualTo(Inventory.Automatic.Name));
            Assert.That(device.Kind, Is.Not.EqualTo(DeviceKind.Simulator));
            Assert.That(device.Kind != DeviceKind.OpenCL || device.Description.IsGpu, Is.True);
        });
    }

    [Test]
    public void What_is_absent_is_refused_with_the_reason()
    {
        foreach ((DeviceKind kind, string why) in Inventory.Missing)
        {
            Assert.That(
                () => ComputeDevices.Open(kind), Throws.TypeOf<DeviceException>().With.Message.EqualTo($"no {kind} device: {why}"));
        }

        Assert.That(
            () => ComputeDevices.Open(DeviceKind.Cpu, new DeviceOptions { Index = 1 }),
            Throws.TypeOf<DeviceException>().With.Message.Contains("index 1"));
    }

    [Test]
    public void What_the_driver_does_not_open_is_told_with_its_reason_and_nothing_stays_open()
    {
        var description = new DeviceDescription(DeviceKind.Cuda, 0, "a GPU that is taken", true, 0, "");
        var context = Context.Create(builder => builder.CPU(new CPUDevice(2, 1, 1)));
        var refused = new CudaException("all of it is taken");
        Assert.That(
            () => ComputeDevices.OpenWith(description, context, () => throw refused, new DeviceOptions()),
            Throws.TypeOf<DeviceException>().With.InnerException.SameAs(refused)
                .And.Message.StartsWith("a GPU that is taken: ").And.Message.Contains("all of it is taken"));
        Assert.That(context.IsDisposed);
    }

    [Test]
    public void Threads_are_as_asked()
    {
        using ComputeDevice three = ComputeDevices.Open(DeviceKind.Cpu, new DeviceOptions { Threads = 3 });
        Assert.Multiple(() =>
        {
            Assert.That(three.Threads.Count, Is.EqualTo(3));
            Assert.That(three.Description.Details, Does.Contain("3 threads"));
            Assert.That(
                () => ComputeDevices.Open(DeviceKind.Cpu, new DeviceOptions { Threads = -1 }),
                Throws.TypeOf<DeviceException>().With.Message.Contains("threads is -1"));
        });
    }

    [Test]
    public void Memory_that_is_not_there_is_refused_by_its_size()
    {
        using ComputeDevice device = ComputeDevices.Open(DeviceKind.Cpu);
        Assert.That(
            () => device.Allocate<float>(1L << 50), Throws.TypeOf<DeviceException>().With.Message.Contains($"{1L << 52} bytes"));
    }
}
