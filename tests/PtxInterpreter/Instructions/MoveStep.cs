namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>Copies a slot, adding a constant: <c>mov</c> and <c>cvta</c>.</summary>
internal sealed class MoveStep(PtxInstruction source, int to, int from, ulong added) : Step(source)
{
    public override Flow Execute(ThreadState thread)
    {
        thread.Registers[to] = thread.Registers[from] + added;
        return Flow.Next;
    }
}
