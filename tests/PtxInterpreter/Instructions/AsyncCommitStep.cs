namespace SqueezeBert.Gpu.PtxInterpreter;

internal sealed class AsyncCommitStep(PtxInstruction source) : Step(source)
{
    public override Flow Execute(ThreadState thread)
    {
        thread.AsyncCopies.Commit();
        return Flow.Next;
    }
}
