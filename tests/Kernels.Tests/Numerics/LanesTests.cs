using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels.Tests.Numerics;

/// <summary>Tests of host code on every register width that this machine has.</summary>
[TestFixture(1)]
[TestFixture(4)]
[TestFixture(8)]
[TestFixture(16)]
[Category("Host")]
public abstract class LanesTests(int lanes)
{
    /// <summary>Floats of a register.</summary>
    protected int Lanes => lanes;

    [OneTimeSetUp]
    public void SkipAbsentWidths()
    {
        if (lanes > HostSimd.Lanes)
        {
            Assert.Ignore($"{lanes} lanes: the widest register that may be used here has {HostSimd.Lanes}");
        }
    }
}
