namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>Keeps the first hazards in words and counts the rest.</summary>
internal sealed class HazardLog
{
    private const int Kept = 32;

    public List<PtxHazard> First { get; } = [];

    public long Count { get; private set; }

    public void Add(Conflict conflict, string place, ThreadState thread, PtxInstruction source)
    {
        if (Count++ < Kept)
        {
            string message = $"{conflict.Kind} at {place}: {source.Text} (line {source.Line}); {thread}; "
                + $"before it: {AccessStamp.Describe(conflict.Other)}";
            First.Add(new PtxHazard(conflict.Kind, place, message));
        }
    }
}
