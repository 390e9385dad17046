namespace SqueezeBert.Gpu.PtxInterpreter;

internal sealed class NothingStep(PtxInstruction source) : Step(source)
{
    public override Flow Execute(ThreadState thread) => Flow.Next;
}
