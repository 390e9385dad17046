namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>Keeps the first hazard of each kind at each instruction in words, up to a limit, and counts all.</summary>
internal sealed class HazardLog
{
    private const int Kept = 32;

    private readonly HashSet<(HazardKind, PtxInstruction)> seen = [];

    public List<PtxHazard> First { get; } = [];

    public long Count { get; private set; }

    public void Add(Conflict conflict, string place, ThreadState thread, PtxInstruction source)
    {
        Count++;
        if (First.Count < Kept && seen.Add((conflict.Kind, source)))
        {
            string message = $"{conflict.Kind} at {place}: {source.Text} (line {source.Line}); {thread}; "
                + $"before it: {AccessStamp.Describe(conflict.Other)}";
            First.Add(new PtxHazard(conflict.Kind, place, message));
        }
    }
}
