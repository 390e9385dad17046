namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>The lanes that have met; those that are absent, or no members, are null.</summary>
internal readonly record struct WarpLanes(ThreadState?[] All, BlockState Block)
{
    public IEnumerable<ThreadState> Present => All.OfType<ThreadState>();

    /// <summary>All 32 lanes, where an instruction is undefined without them.</summary>
    public ThreadState[] Full(PtxInstruction instruction) => Array.TrueForAll(All, lane => lane is not null)
        ? (ThreadState[])All!
        : throw new PtxTrap($"not all 32 lanes are there: {instruction.Text} (line {instruction.Line})").At(Present.First());
}
