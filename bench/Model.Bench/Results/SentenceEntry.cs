using SqueezeBert.Gpu.ModelBench.Contest;

namespace SqueezeBert.Gpu.ModelBench.Results;

/// <summary>A contestant that read all sentences, a few times.</summary>
/// <param name="Threads">Its threads.</param>
/// <param name="Contestant">Who.</param>
/// <param name="Batch">Sentences at a time.</param>
/// <param name="Sentences">How many there are.</param>
/// <param name="Tokens">Their tokens, padding not counted.</param>
/// <param name="Difference">The pooler outputs' largest difference from the reference rival's.</param>
/// <param name="Seconds">All sentences once.</param>
internal sealed record SentenceEntry(
    int Threads, Contestant Contestant, int Batch, int Sentences, int Tokens, double Difference, Summary Seconds)
{
    /// <summary>Sentences a second, at the median.</summary>
    public double Throughput => Sentences / Seconds.Median;
}
