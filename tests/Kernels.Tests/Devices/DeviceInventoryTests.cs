using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels.Tests.Devices;

/// <summary>Which of several devices is picked, on machines that nobody has.</summary>
public sealed class DeviceInventoryTests
{
    private static readonly DeviceDescription[] Devices =
    [
        Of(DeviceKind.Cuda, 0, "first", isGpu: true),
        Of(DeviceKind.Cuda, 1, "second", isGpu: true),
        Of(DeviceKind.OpenCL, 0, "third", isGpu: true),
        Of(DeviceKind.OpenCL, 1, "fourth", isGpu: false),
        Of(DeviceKind.Cpu, 0, "fifth", isGpu: false),
    ];

    private static readonly DeviceInventory Inventory = new(Devices, new Dictionary<DeviceKind, string>());

    [TestCase(DeviceKind.Auto, 0, "first")]
    [TestCase(DeviceKind.Cuda, 0, "first")]
    [TestCase(DeviceKind.Cuda, 1, "second")]
    [TestCase(DeviceKind.OpenCL, 0, "third")]
    [TestCase(DeviceKind.OpenCL, 1, "fourth")]
    [TestCase(DeviceKind.Cpu, 0, "fifth")]
    public void A_device_is_picked_by_kind_and_index(DeviceKind kind, int index, string name) =>
        Assert.That(Inventory.Pick(kind, index).Name, Is.EqualTo(name));

    [TestCase(DeviceKind.Cuda, 2, "Cuda: there is no device 2; found 0 (first), 1 (second)")]
    [TestCase(DeviceKind.OpenCL, -1, "OpenCL: there is no device -1; found 0 (third), 1 (fourth)")]
    [TestCase(DeviceKind.Auto, 1, "Auto: it picks a device itself, index 0; found index 1")]
    public void A_device_that_is_not_there_is_refused_with_what_there_is(DeviceKind kind, int index, string message) => Assert.That(
        () => Inventory.Pick(kind, index), Throws.TypeOf<DeviceException>().With.Message.EqualTo(message));

    [Test]
    public void A_kind_without_a_device_is_refused_with_the_reason()
    {
        var without = new DeviceInventory(Devices[2..], new Dictionary<DeviceKind, string> { [DeviceKind.Cuda] = "no driver" });
        Assert.That(
            () => without.Pick(DeviceKind.Cuda, 1), Throws.TypeOf<DeviceException>().With.Message.EqualTo("no Cuda device: no driver"));
        Assert.That(without.Pick(DeviceKind.Auto, 0).Name, Is.EqualTo("third"));
    }

    private static DeviceDescription Of(DeviceKind kind, int index, string name, bool isGpu) => new(kind, index, name, isGpu, 0, "");
}
