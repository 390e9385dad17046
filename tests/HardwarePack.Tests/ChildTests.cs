using System.Diagnostics;
using SqueezeBert.Gpu.HardwarePack.Children;

namespace SqueezeBert.Gpu.HardwarePack.Tests;

/// <summary>Processes that fail, hang or are not there.</summary>
[Platform("Linux")]
public sealed class ChildTests
{
    [Test]
    public void What_it_says_last_explains_its_end()
    {
        using var deadline = new Deadline(TimeSpan.FromMinutes(1));
        Assert.That(
            () => Child.Run(Shell("echo 1; echo out of memory >&2; exit 3"), "probe", deadline),
            Throws.TypeOf<PackException>().With.Message.EqualTo("probe ended with status 3: out of memory"));
    }

    [Test]
    public void It_answers_until_it_ends()
    {
        using var deadline = new Deadline(TimeSpan.FromMinutes(1));
        using Child child = Child.Start(Shell("read a; echo \"$a!\"; read b; exit 1"), "probe", deadline);
        Assert.That(child.Ask("8x128", deadline), Is.EqualTo("8x128!"));
        Assert.That(() => child.Ask("1x16", deadline), Throws.TypeOf<PackException>().With.Message.Contains("status 1"));
    }

    [Test]
    public void One_that_hangs_is_left_when_the_time_is_over()
    {
        using var deadline = new Deadline(TimeSpan.FromMinutes(1));
        using Child child = Child.Start(Shell("exec tail -f /dev/null"), "probe", deadline);
        using Deadline none = deadline.Within(TimeSpan.Zero);
        Assert.That(() => child.Ask("1x16", none), Throws.TypeOf<OutOfTimeException>());
        Assert.That(deadline.IsOver, Is.False);
    }

    private static ProcessStartInfo Shell(string script) => new("/bin/sh", ["-c", script]);
}
