namespace SqueezeBert.Gpu.ModelBench.Contest;

/// <summary>What is compared, and for how long.</summary>
/// <param name="Contestants">Who takes part, in the order of their turns.</param>
/// <param name="Grid">Batch shapes.</param>
/// <param name="Threads">Thread counts; everybody has the same.</param>
/// <param name="Seconds">About how long each contestant is timed at each batch shape.</param>
/// <param name="Runs">How often each runs at each batch shape instead; null to go by the time.</param>
internal sealed record ContestOptions(
    IReadOnlyList<Contestant> Contestants, IReadOnlyList<BatchShape> Grid, IReadOnlyList<int> Threads, double Seconds, int? Runs);
