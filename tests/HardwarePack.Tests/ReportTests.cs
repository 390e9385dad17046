using SqueezeBert.Gpu.HardwarePack.Results;

namespace SqueezeBert.Gpu.HardwarePack.Tests;

/// <summary>What is written, and read again.</summary>
public sealed class ReportTests
{
    [Test]
    public void A_report_survives_json_and_back()
    {
        string json = PackJson.Document(Samples.Report);
        HardwareReport again = PackJson.Read<HardwareReport>(json);
        Assert.Multiple(() =>
        {
            Assert.That(PackJson.Document(again), Is.EqualTo(json));
            Assert.That(again.Grid[0].Timing!.P90Seconds, Is.EqualTo(3e-3));
            Assert.That(again.Grid[0].Entrant, Is.EqualTo(Samples.Report.Grid[0].Entrant));
            Assert.That(again.Agreement[1].Ours.RootMeanSquare, Is.NaN);
        });
    }

    [Test]
    public void What_bench_and_its_peer_write_is_a_timing()
    {
        const string Line = """
            {"model":"m","runs":7,"median_seconds":2,"min_seconds":1,"p50_seconds":2,"p90_seconds":3,"p95_seconds":3.5,
            "p99_seconds":4,"back_to_back_seconds":1.5,"bytes":9}
            """;
        Assert.Multiple(() =>
        {
            Assert.That(PackJson.Read<Timing>(Line), Is.EqualTo(new Timing(7, 1, 2, 3, 4, 1.5, 9)));
            Assert.That(PackJson.Read<Timing>(Line.Replace(",\"bytes\":9", "", StringComparison.Ordinal)).Bytes, Is.Null);
        });
    }

    [TestCase("a warning")]
    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    public void Anything_else_is_quoted_in_a_typed_error(string line) => Assert.That(
        () => PackJson.Read<Timing>(line), Throws.TypeOf<PackException>().With.Message.Contains($"found '{line}'"));

    [Test]
    public void A_row_of_the_grid_follows_from_its_times_and_the_ceilings()
    {
        string[] lines = MarkdownReport.Write(Samples.Report).Split('\n');
        Assert.Multiple(() =>
        {
            // 5 GFLOP and 100 MB in 1 ms, of 50 TFLOP/s and 2 TB/s; one sequence in 2 ms.
            Assert.That(lines, Has.Member(
                "| 1x128 | SqueezeBert.Gpu f32 | 2.000 | 3.000 | 4.000 | 1.000 | 1.000 | 500.0 | 5.000 | 10.0 | 100.0 | 5.0 |"));

            // In half the time, of 600 TFLOP/s on tensor cores; nobody counted bytes.
            Assert.That(lines, Has.Member(
                "| 1x128 | PyTorch eager f16 | 2.000 | 3.000 | 4.000 | 1.000 | 0.500 | 500.0 | 10.000 | 1.7 | - | - |"));
            Assert.That(lines, Has.Some.StartsWith("| 8x128 | PyTorch eager f16 | failed: out of memory |"));
            Assert.That(lines, Has.Member("| 1x128 | 1.000 | 0.500 |"), "the overview");
        });
    }

    [Test]
    public void What_tests_and_programs_say_stays_in_its_cell()
    {
        string markdown = MarkdownReport.Write(Samples.Report);
        Assert.That(markdown, Does.Contain("| grid | Failed | 2.0 | 1 / 2 measurements |"));
        Assert.That(markdown, Does.Contain("SoftmaxProblems: `SumsToOne(1)`: off by 1 / 2\n"));
    }

    [Test]
    public void An_error_is_half_of_the_other_and_one_that_is_no_number_is_not_within()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Samples.Report.Agreement[0].Ratio, Is.EqualTo(0.5));
            Assert.That(Samples.Report.Agreement[0].IsWithin, Is.True);
            Assert.That(Samples.Report.Agreement[1].IsWithin, Is.False);
            Assert.That(new AgreementEntry("other", new(0, 0), new(0, 0)).IsWithin, Is.Null);
        });
    }

    [Test]
    public void Files_are_named_for_the_day_and_the_device_and_nothing_half_written_stays()
    {
        using var folder = new TemporaryFolder();
        ReportFiles.WriterTo(folder.Root)(Samples.Report);
        Assert.That(
            Directory.GetFiles(folder.Root).Select(Path.GetFileName),
            Is.EquivalentTo(new[] { "2026-11-24-nvidia-h100-80gb.json", "2026-11-24-nvidia-h100-80gb.md" }));
    }
}
