namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary><c>bar.sync</c>: all threads of the block meet. Source: PTX ISA, "bar, barrier".</summary>
internal class BlockMeetingStep(PtxInstruction source) : Step(source)
{
    public sealed override Flow Execute(ThreadState thread) => Flow.Meet;

    /// <summary>What happens beside the meeting.</summary>
    public virtual void Meet(ThreadState[] threads)
    {
    }
}
