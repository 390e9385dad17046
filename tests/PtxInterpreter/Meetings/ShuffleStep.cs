namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary><c>shfl.sync</c>: each lane reads another's register. Source: PTX ISA, "shfl.sync".</summary>
internal sealed class ShuffleStep : WarpMeetingStep
{
    private readonly int _to;
    private readonly int _inRange;
    private readonly int _value;
    private readonly int _lane;
    private readonly int _clamp;
    private readonly int _mask;
    private readonly string _mode;

    public ShuffleStep(PtxInstruction source, PtxProgramBuilder program)
        : base(source)
    {
        int first = source.HasPair ? 2 : 1;
        _to = program.Destination(source.Operands[0]);
        _inRange = source.HasPair ? program.Destination(source.Operands[1]) : -1;
        _value = program.Slot(source.Operands[first], source);
        _lane = program.Slot(source.Operands[first + 1], source);
        _clamp = program.Slot(source.Operands[first + 2], source);
        _mask = program.Slot(source.Operands[first + 3], source);
        _mode = source.Modifiers.FirstOrDefault(m => m is "up" or "down" or "bfly" or "idx")
            ?? throw source.Unsupported("no such shuffle");
    }

    public override uint MembersFor(ThreadState thread) => (uint)thread.Registers[_mask];

    public override void Meet(WarpLanes lanes)
    {
        ulong[] values = new ulong[32];
        bool[] inRange = new bool[32];
        foreach (ThreadState thread in lanes.Present)
        {
            int from = SourceLane(thread, out inRange[thread.Lane]);
            ThreadState other = lanes.All[from] ?? throw new PtxTrap(
                $"shuffle from lane {from}, which is not there: {Source.Text} (line {Source.Line})").At(thread);
            values[thread.Lane] = other.Registers[_value];
        }
        foreach (ThreadState thread in lanes.Present)
        {
            thread.Registers[_to] = values[thread.Lane];
            if (_inRange >= 0)
            {
                thread.Registers[_inRange] = Bits.From(inRange[thread.Lane]);
            }
        }
    }

    // The clamp operand holds the last (or first) lane of a segment in bits 0-4 and the segment mask in bits 8-12.
    private int SourceLane(ThreadState thread, out bool inRange)
    {
        int lane = thread.Lane;
        int operand = (int)(thread.Registers[_lane] & 31);
        int clamp = (int)(thread.Registers[_clamp] & 31);
        int segment = (int)((thread.Registers[_clamp] >> 8) & 31);
        int limit = (lane & segment) | (clamp & ~segment);
        int from = _mode switch
        {
            "up" => lane - operand,
            "down" => lane + operand,
            "bfly" => lane ^ operand,
            _ => (lane & segment) | (operand & ~segment),
        };
        inRange = _mode == "up" ? from >= limit : from <= limit;
        return inRange ? from : lane;
    }
}
