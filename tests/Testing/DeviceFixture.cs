using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Testing;

/// <summary>Opens the runner's device for a fixture, or skips it aloud.</summary>
/// <param name="runner">Which device.</param>
public abstract class DeviceFixture(Runner runner)
{
    private ComputeDevice? device;

    /// <summary>The device under test.</summary>
    protected ComputeDevice Device => device ?? throw new InvalidOperationException("the fixture was not set up");

    /// <summary>The runner under test.</summary>
    protected Runner Runner { get; } = runner;

    /// <summary>Opens the device once.</summary>
    [OneTimeSetUp]
    public void OpenDevice()
    {
        if (Runner.Missing is not null)
        {
            if (Runner.Required is not null && Environment.GetEnvironmentVariable(Runner.Required) == "1")
            {
                Assert.Fail($"{Runner.Name} is required here ({Runner.Required}=1) but: {Runner.Missing}");
            }

            // A fixture that ends here runs none of its tests, so that nothing else would say why.
            string reason = $"{Runner.Name}: {Runner.Missing}";
            SkipsAloudAttribute.Say(reason);
            Assert.Ignore(reason);
        }

        device = Runner.Open();
    }

    /// <summary>Closes the device.</summary>
    [OneTimeTearDown]
    public void CloseDevice() => device?.Dispose();
}
