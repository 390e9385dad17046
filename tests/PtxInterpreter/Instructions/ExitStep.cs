namespace SqueezeBert.Gpu.PtxInterpreter;

internal sealed class ExitStep(PtxInstruction source) : Step(source)
{
    public override Flow Execute(ThreadState thread) => Flow.Exit;
}
