using SqueezeBert.Gpu.HardwarePack.Children;
using SqueezeBert.Gpu.HardwarePack.Results;
using SqueezeBert.Gpu.HardwarePack.Steps;
using SqueezeBert.Gpu.ModelBench.Contest;

namespace SqueezeBert.Gpu.HardwarePack.Tests;

/// <summary>A process of the grid that writes something else than its answers.</summary>
[Platform("Linux")]
public sealed class GridGroupTests
{
    private static readonly Entrant Peer = Entrant.Torch(BenchModel.SqueezeBert.Name, "eager", "f32");

    [Test]
    public void A_stray_line_fails_one_shape_and_not_the_step()
    {
        using var folder = new TemporaryFolder();
        using var deadline = new Deadline(TimeSpan.FromMinutes(1));
        Directory.CreateDirectory(folder[BenchModel.SqueezeBert.Name]);

        // The second process answers.
        string python = folder.Script($$"""
            read shape
            if mkdir '{{folder["first"]}}' 2>/dev/null; then echo 'a warning'; else echo '{"runs":7,"p50_seconds":2}'; fi
            read shape
            """);
        var workers = new GridWorkers(
            new Target(Devices.DeviceKind.Cpu, HasOpenCL: false), new Programs(python), new ModelFolder(folder.Root), 1);
        using var group = new GridGroup(BenchModel.SqueezeBert, workers, deadline);
        (Timing? none, string? error) = group.Measure(Peer, new BatchShape(1, 16));
        Assert.That(none, Is.Null);
        Assert.That(error, Does.Contain("Timing").And.Contain("'a warning'"));
        Assert.That(group.Measure(Peer, new BatchShape(1, 128)).Timing, Is.EqualTo(new Timing(7, 0, 2, 0, 0, 0, null)));
    }
}
