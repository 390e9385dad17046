namespace SqueezeBert.Gpu.PtxInterpreter.Tests;

/// <summary>cp.async delivers when it is waited for, and not before.</summary>
internal sealed class AsyncCopyTests
{
    private const string Copy = "cp.async.cg.shared.global [%rd4], [%rd1], 16;";
    private const string Commit = "cp.async.commit_group;";
    private const string Read = "ld.shared.v4.u32 {%r5, %r6, %r7, %r8}, [%rd5];";

    [TestCase(Copy + Commit + "cp.async.wait_group 0; bar.sync 0;" + Read)]
    [TestCase(Copy + "cp.async.wait_all; bar.sync 0;" + Read)]
    [TestCase(Copy + Commit + Commit + "cp.async.wait_group 1; bar.sync 0;" + Read, Description = "an empty group counts")]
    public void Waited_for_and_behind_a_barrier(string body)
    {
        (PtxReport report, int[] output) = Run(body);
        Assert.That(report.Hazards, Is.Empty);
        // Each thread reads what its neighbour has copied.
        Assert.That(output, Is.EqualTo(Enumerable.Range(0, output.Length).Select(i => i ^ 4)));
    }

    [TestCase(Copy + Commit + "bar.sync 0;" + Read, HazardKind.CopyInFlight, Description = "no wait")]
    [TestCase(Copy + "cp.async.wait_group 0; bar.sync 0;" + Read, HazardKind.CopyInFlight, Description = "no commit")]
    [TestCase(Copy + Commit + "cp.async.wait_group 1; bar.sync 0;" + Read, HazardKind.CopyInFlight, Description = "may remain")]
    [TestCase(Copy + Commit + "cp.async.wait_group 0;" + Read, HazardKind.ReadAfterWrite, Description = "no barrier")]
    [TestCase(Copy + "st.shared.u32 [%rd4], 0;", HazardKind.CopyInFlight, Description = "written meanwhile")]
    public void Used_too_early(string body, HazardKind kind) =>
        Assert.That(Run(body).Report.Hazards.Select(hazard => hazard.Kind), Does.Contain(kind));

    [Test]
    public void What_is_not_copied_becomes_zero()
    {
        int[] output = Run("cp.async.ca.shared.global [%rd4], [%rd1], 16, 8; cp.async.wait_all; bar.sync 0;" + Read).Output;
        Assert.That(output.Take(8), Is.EqualTo([4, 5, 0, 0, 0, 1, 0, 0]));
    }

    private static (PtxReport Report, int[] Output) Run(string body)
    {
        int[] input = [.. Enumerable.Range(0, 128)];
        int[] output = new int[128];
        PtxReport report = new Snippet($$"""
            .shared .align 16 .b8 tile[512];
            mov.u32 %r1, %tid.x;
            shl.b32 %r2, %r1, 4;
            mov.u32 %r9, tile;
            add.u32 %r3, %r9, %r2;
            xor.b32 %r4, %r3, 16;
            cvt.u64.u32 %rd3, %r2;
            cvt.u64.u32 %rd4, %r3;
            add.u64 %rd1, input, %rd3;
            add.u64 %rd2, output, %rd3;
            cvt.u64.u32 %rd5, %r4;
            {{body}}
            st.global.v4.u32 [%rd2], {%r5, %r6, %r7, %r8};
            """)
        { Block = (32, 1, 1) }.Run(("input", input), ("output", output));
        return (report, output);
    }
}
