using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Kernels.Tests.Devices;

/// <summary>Memory that is not there is refused in words, and the device goes on.</summary>
[TestFixtureSource(typeof(AllRunners), nameof(AllRunners.Fixtures))]
public sealed class DeviceMemoryTests(Runner runner) : DeviceFixture(runner)
{
    // A petabyte, and more bytes than a long counts.
    [TestCase(1L << 48, "1125899906842624")]
    [TestCase(1L << 62, "18446744073709551616")]
    public void A_shortage_says_what_was_needed_what_for_and_what_there_is(long length, string bytes)
    {
        Assert.That(
            () => Device.Allocate<float>(length, "the impossible"),
            Throws.TypeOf<DeviceException>().With.Message.StartsWith(Device.Description.Name)
                .And.Message.Contains($"{bytes} bytes of memory are needed for the impossible")
                .And.Message.Contains($"{Device.Description.MemoryBytes} in all"));
        float[] values = [1, 2, 3];
        using DeviceBuffer<float> buffer = Device.Upload<float>(values);
        Assert.That(buffer.ToArray(), Is.EqualTo(values));
    }
}
