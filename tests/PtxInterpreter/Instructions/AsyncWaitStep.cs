namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>Completes all groups but the latest few, and with <c>wait_all</c> also copies not yet committed.</summary>
internal sealed unsafe class AsyncWaitStep(PtxInstruction source, int mayRemain, bool all) : Step(source)
{
    public override Flow Execute(ThreadState thread)
    {
        if (all)
        {
            thread.AsyncCopies.Commit();
        }
        foreach (AsyncCopy copy in thread.AsyncCopies.Complete(mayRemain))
        {
            byte* target = thread.Access(
                StateSpace.Shared, copy.To, copy.Data.Length, AccessMode.AsyncArrival, copy.Source);
            copy.Data.CopyTo(new Span<byte>(target, copy.Data.Length));
        }
        return Flow.Next;
    }
}
