namespace SqueezeBert.Gpu.ModelBench.Results;

/// <summary>Everything that was measured so far.</summary>
/// <param name="Machine">Where and when.</param>
/// <param name="Engines">The rivals with their versions.</param>
/// <param name="Grid">Forward passes.</param>
/// <param name="Starts">New processes.</param>
/// <param name="Sentences">Real sentences.</param>
internal sealed record Report(
    Machine Machine, IReadOnlyCollection<string> Engines, IReadOnlyList<GridCell> Grid, IReadOnlyList<StartEntry> Starts,
    IReadOnlyList<SentenceEntry> Sentences)
{
    /// <summary>Steps of the comparison that were still to be measured.</summary>
    public int StepsLeft { get; init; }
}
