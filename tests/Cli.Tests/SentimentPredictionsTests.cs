using System.Globalization;
using System.Text.Json;

namespace SqueezeBert.Gpu.Cli.Tests;

/// <summary>Every sentence of the SST-2 development set, against the reference implementation.</summary>
[TestFixture]
public sealed class SentimentPredictionsTests
{
    private const int SentenceCount = 872;

    // Float32 in two implementations; the reference's probabilities are printed with 7 digits.
    private const double Tolerance = 1e-4;

    [Test]
    public async Task Every_label_and_probability_is_the_references()
    {
        using var folder = new TemporaryFolder();
        (await ToolRun.InProcess(
            "classify", "--input", FixtureFiles.Sentences, "--output", folder["out.jsonl"], "--all-scores")).MustSucceed();
        string[] found = File.ReadAllLines(folder["out.jsonl"]);
        string[] expected = [.. File.ReadLines(FixtureFiles.Predictions).Skip(1)];
        Assert.That(found, Has.Length.EqualTo(SentenceCount));
        Assert.That(expected, Has.Length.EqualTo(SentenceCount));
        double worst = 0;
        for (int i = 0; i < SentenceCount; i++)
        {
            string[] fields = expected[i].Split('\t');
            JsonElement result = JsonDocument.Parse(found[i]).RootElement;
            double positive = result.GetProperty("scores").GetProperty("POSITIVE").GetDouble();
            worst = Math.Max(worst, Math.Abs(positive - double.Parse(fields[0], CultureInfo.InvariantCulture)));
            Assert.That(result.GetProperty("label").GetString(), Is.EqualTo(fields[1]), $"sentence {i + 1}");
        }

        TestContext.Out.WriteLine($"worst difference of a probability: {worst:e2}");
        Assert.That(worst, Is.LessThanOrEqualTo(Tolerance));
    }
}
