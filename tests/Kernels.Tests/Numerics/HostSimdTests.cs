using System.Globalization;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels.Tests.Numerics;

/// <summary>Which registers this process uses, checked where <see cref="InstructionSetTests"/> started it.</summary>
[Category("Host")]
public sealed class HostSimdTests
{
    /// <summary>The environment variable that says how many lanes there must be.</summary>
    public const string ExpectedLanes = "SQUEEZEBERT_EXPECTED_LANES";

    [Test]
    public void LanesAreThoseExpected()
    {
        string? expected = Environment.GetEnvironmentVariable(ExpectedLanes);
        if (expected is null)
        {
            Assert.Ignore($"{ExpectedLanes} is not set: this is no child process");
        }

        Assert.That(HostSimd.Lanes, Is.EqualTo(int.Parse(expected, CultureInfo.InvariantCulture)));
    }
}
