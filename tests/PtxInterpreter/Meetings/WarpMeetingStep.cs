namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>Threads of a warp meet.</summary>
internal abstract class WarpMeetingStep(PtxInstruction source) : Step(source)
{
    /// <summary>The lanes that a thread expects to meet.</summary>
    public virtual uint MembersFor(ThreadState thread) => uint.MaxValue;

    public abstract void Meet(WarpLanes lanes);

    public sealed override Flow Execute(ThreadState thread) => Flow.Meet;
}
