using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.HardwarePack.Children;
using SqueezeBert.Gpu.HardwarePack.Results;
using SqueezeBert.Gpu.HardwarePack.Steps;

namespace SqueezeBert.Gpu.HardwarePack.Tests;

/// <summary>Steps that go on from a report: what is in it is not found out again.</summary>
public sealed class ContinuedStepTests
{
    private static readonly Target Cpu = new(DeviceKind.Cpu, HasOpenCL: false);

    [Test]
    public void Measured_peaks_are_kept() =>
        Assert.That(Run(new CeilingStep(Cpu)), Is.Empty);

    [Test]
    public void Compared_precisions_are_kept_without_a_look_for_PyTorch() =>
        Assert.That(Run(Agreement("f16", "bf16")), Is.Empty);

    [Test]
    public void A_precision_that_is_missing_is_not() =>
        Assert.That(() => Run(Agreement("f16", "f32")), Throws.TypeOf<LeftOutException>());

    private static HardwareReport[] Run(IStep step)
    {
        using var deadline = new Deadline(TimeSpan.FromMinutes(1));
        return [.. step.Run(Samples.Report, deadline)];
    }

    private static AgreementStep Agreement(params string[] precisions)
    {
        var programs = new Programs("no-such-python");
        return new AgreementStep(Cpu, new Torch(programs, "cpu"), programs, new ModelFolder("no-such-folder"), precisions);
    }
}
