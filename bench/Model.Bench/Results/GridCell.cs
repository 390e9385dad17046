using SqueezeBert.Gpu.ModelBench.Contest;

namespace SqueezeBert.Gpu.ModelBench.Results;

/// <summary>Everybody at a batch shape, in alternating runs.</summary>
/// <param name="Threads">Threads of each.</param>
/// <param name="Shape">Batch and sequence.</param>
/// <param name="Entries">Who took part.</param>
internal sealed record GridCell(int Threads, BatchShape Shape, IReadOnlyList<GridEntry> Entries)
{
    /// <summary>A contestant's entry, if it took part.</summary>
    public GridEntry? Find(Contestant contestant) => Entries.FirstOrDefault(entry => entry.Contestant == contestant);
}
