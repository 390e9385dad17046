namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary><c>bar.warp.sync</c>, which also orders memory among the threads that meet.</summary>
internal sealed class WarpBarrierStep(PtxInstruction source, int mask) : WarpMeetingStep(source)
{
    public override uint MembersFor(ThreadState thread) => (uint)thread.Registers[mask];

    // A barrier of some lanes is too weak to count as one of the warp; what relies on it is reported.
    public override void Meet(WarpLanes lanes)
    {
        ThreadState first = lanes.Present.First();
        int live = Math.Min(32, lanes.Block.Launch.Block.Count - (first.Warp * 32));
        if (lanes.Present.Count() == live)
        {
            lanes.Block.PassWarpBarrier(first.Warp);
        }
    }
}
