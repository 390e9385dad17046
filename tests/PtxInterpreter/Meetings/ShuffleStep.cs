namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary><c>shfl.sync</c>: each lane reads another's register. Source: PTX ISA, "shfl.sync".</summary>
internal sealed class ShuffleStep : WarpMeetingStep
{
    private readonly int to;
    private readonly int inRange;
    private readonly int value;
    private readonly int lane;
    private readonly int clamp;
    private readonly int mask;
    private readonly string mode;

    public ShuffleStep(PtxInstruction source, PtxProgramBuilder program)
        : base(source)
    {
        int first = source.HasPair ? 2 : 1;
        to = program.Destination(source.Operands[0]);
        inRange = source.HasPair ? program.Destination(source.Operands[1]) : -1;
        value = program.Slot(source.Operands[first], source);
        lane = program.Slot(source.Operands[first + 1], source);
        clamp = program.Slot(source.Operands[first + 2], source);
        mask = program.Slot(source.Operands[first + 3], source);
        mode = source.Modifiers.FirstOrDefault(m => m is "up" or "down" or "bfly" or "idx")
            ?? throw source.Unsupported("no such shuffle");
    }

    public override uint MembersFor(ThreadState thread) => (uint)thread.Registers[mask];

    public override void Meet(WarpLanes lanes)
    {
        ulong[] values = new ulong[32];
        bool[] inRange = new bool[32];
        foreach (ThreadState thread in lanes.Present)
        {
            int from = SourceLane(thread, out inRange[thread.Lane]);
            ThreadState other = lanes.All[from] ?? throw new PtxTrap(
                $"shuffle from lane {from}, which is not there: {Source.Text} (line {Source.Line})").At(thread);
            values[thread.Lane] = other.Registers[value];
        }
        foreach (ThreadState thread in lanes.Present)
        {
            thread.Registers[to] = values[thread.Lane];
            if (this.inRange >= 0)
            {
                thread.Registers[this.inRange] = Bits.From(inRange[thread.Lane]);
            }
        }
    }

    // The clamp operand holds the last (or first) lane of a segment in bits 0-4 and the segment mask in bits 8-12.
    private int SourceLane(ThreadState thread, out bool inRange)
    {
        int lane = thread.Lane;
        int operand = (int)(thread.Registers[this.lane] & 31);
        int clamp = (int)(thread.Registers[this.clamp] & 31);
        int segment = (int)((thread.Registers[this.clamp] >> 8) & 31);
        int limit = (lane & segment) | (clamp & ~segment);
        int from = mode switch
        {
            "up" => lane - operand,
            "down" => lane + operand,
            "bfly" => lane ^ operand,
            _ => (lane & segment) | (operand & ~segment),
        };
        inRange = mode == "up" ? from >= limit : from <= limit;
        return inRange ? from : lane;
    }
}
