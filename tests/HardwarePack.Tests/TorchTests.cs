using SqueezeBert.Gpu.HardwarePack.Children;
using SqueezeBert.Gpu.HardwarePack.Steps;

namespace SqueezeBert.Gpu.HardwarePack.Tests;

/// <summary>A PyTorch that does not say its version in time.</summary>
[Platform("Linux")]
public sealed class TorchTests
{
    [Test]
    public void One_that_hangs_counts_as_missing_and_is_not_asked_again()
    {
        using var folder = new TemporaryFolder();
        using var deadline = new Deadline(TimeSpan.FromMinutes(1));
        var torch = Hanging(folder, TimeSpan.FromSeconds(1));
        Assert.Multiple(() =>
        {
            Assert.That(torch.IsThere(deadline), Is.False);
            Assert.That(torch.Describe(deadline), Is.EqualTo("none: the time was over"));
            Assert.That(() => torch.Require(deadline), Throws.TypeOf<LeftOutException>());
            Assert.That(deadline.IsOver, Is.False);
            Assert.That(File.ReadAllLines(folder["asked"]), Has.Length.EqualTo(1));
        });
    }

    [Test]
    public void When_the_time_of_the_run_is_over_nothing_is_known_of_it()
    {
        using var folder = new TemporaryFolder();
        using var deadline = new Deadline(TimeSpan.FromSeconds(1));
        var torch = Hanging(folder, TimeSpan.FromMinutes(1));
        Assert.That(() => torch.IsThere(deadline), Throws.TypeOf<OutOfTimeException>());
        Assert.That(() => torch.IsThere(deadline), Throws.TypeOf<OutOfTimeException>());
    }

    private static Torch Hanging(TemporaryFolder folder, TimeSpan patience) =>
        new(new Programs(folder.Script($"echo asked >> '{folder["asked"]}'; exec tail -f /dev/null")), "cpu")
        {
            Patience = patience,
        };
}
