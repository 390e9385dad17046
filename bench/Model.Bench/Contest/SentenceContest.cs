using SqueezeBert.Gpu.ModelBench.Results;
using SqueezeBert.Gpu.ModelBench.Workers;

namespace SqueezeBert.Gpu.ModelBench.Contest;

/// <summary>
/// Real sentences in batches, in the order in which they come, tokenizer included: SqueezeBERT in this engine, which computes
/// no padding, and in ONNX Runtime, which must. PyTorch has no tokenizer here and takes no part.
/// </summary>
internal sealed class SentenceContest(ContestOptions options, RivalLauncher launcher) : IContest
{
    private const int Batch = 32;
    private const int Passes = 3;
    private const double SecondsOfPass = 10;

    private readonly Contestant[] contestants =
        [.. options.Contestants.Where(one => one.Model == BenchModel.SqueezeBert && one.Rival != RivalKind.PyTorch)];

    /// <inheritdoc/>
    public int Steps => contestants.Length > 0 ? options.Threads.Count : 0;

    /// <inheritdoc/>
    public double SecondsOfStep => contestants.Length * (1 + Passes) * SecondsOfPass;

    /// <inheritdoc/>
    public IEnumerable<Report> Run(Report report)
    {
        foreach (int threads in options.Threads.Take(Steps))
        {
            report = report with { Sentences = [.. report.Sentences, .. Measure(threads)] };
            yield return report;
        }
    }

    private IEnumerable<SentenceEntry> Measure(int threads)
    {
        Console.Error.WriteLine($"sentences, {threads} threads");
        using var processes = new RivalGroup(contestants, launcher, threads);

        // The first pass warms up, and shows whether all agree.
        IReadOnlyList<SentencePass> first = processes.Each(process => process.ReadSentences(Batch));
        IReadOnlyList<double> differences = processes.CheckAgreement([.. first.Select(pass => pass.PoolerOutput)]);
        var seconds = new List<IReadOnlyList<double>>();
        for (int pass = 0; pass < Passes; pass++)
        {
            seconds.Add(processes.Each(process => process.ReadSentences(Batch).Seconds));
        }

        int sentences = SentenceData.ReadSentences().Count;
        return [.. contestants.Select((contestant, i) => new SentenceEntry(
            threads, contestant, Batch, sentences, first[i].Tokens, differences[i],
            Summary.Of(seconds.Select(pass => pass[i]))))];
    }
}
