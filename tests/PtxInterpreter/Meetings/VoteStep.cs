namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary><c>vote.sync</c>: combines a predicate over lanes. Source: PTX ISA, "vote.sync".</summary>
internal sealed class VoteStep(PtxInstruction source, PtxProgramBuilder program) : WarpMeetingStep(source)
{
    private readonly int to = program.Destination(source.Operands[0]);
    private readonly int from = program.Slot(source.Operands[1] with { Negated = false }, source);
    private readonly ulong flip = source.Operands[1].Negated ? 1UL : 0UL;
    private readonly int mask = program.Slot(source.Operands[2], source);

    public override uint MembersFor(ThreadState thread) => (uint)thread.Registers[mask];

    public override void Meet(WarpLanes lanes)
    {
        uint ballot = 0;
        uint present = 0;
        foreach (ThreadState thread in lanes.Present)
        {
            present |= 1u << thread.Lane;
            ballot |= (uint)((thread.Registers[from] ^ flip) & 1) << thread.Lane;
        }
        ulong result = Source.Has("ballot") ? ballot
            : Source.Has("any") ? Bits.From(ballot != 0)
            : Source.Has("all") ? Bits.From(ballot == present)
            : Bits.From(ballot == 0 || ballot == present);
        foreach (ThreadState thread in lanes.Present)
        {
            thread.Registers[to] = result;
        }
    }
}
