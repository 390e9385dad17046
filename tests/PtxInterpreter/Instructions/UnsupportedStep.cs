namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>Traps when it is reached.</summary>
internal sealed class UnsupportedStep(PtxInstruction source, PtxTrap trap) : Step(source)
{
    public override Flow Execute(ThreadState thread) => throw trap.At(thread);
}
