namespace SqueezeBert.Gpu.PtxInterpreter;

internal sealed class BranchStep(PtxInstruction source, int target) : Step(source)
{
    public override Flow Execute(ThreadState thread)
    {
        thread.Next = target;
        return Flow.Jump;
    }
}
