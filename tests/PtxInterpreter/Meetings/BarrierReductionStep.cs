namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary><c>bar.red</c>: a barrier that counts or combines a predicate of all threads.</summary>
internal sealed class BarrierReductionStep(PtxInstruction source, PtxProgramBuilder program) : BlockMeetingStep(source)
{
    private readonly int to = program.Destination(source.Operands[0]);
    private readonly int from = program.Slot(source.Operands[2] with { Negated = false }, source);
    private readonly ulong flip = source.Operands[2].Negated ? 1UL : 0UL;

    public override void Meet(ThreadState[] threads)
    {
        int count = threads.Count(thread => (thread.Registers[from] ^ flip) != 0);
        ulong result = Source.Has("popc") ? (ulong)count
            : Source.Has("and") ? Bits.From(count == threads.Length)
            : Bits.From(count > 0);
        foreach (ThreadState thread in threads)
        {
            thread.Registers[to] = result;
        }
    }
}
