namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary><c>atom</c> and <c>red</c>: memory becomes a function of what it held and of up to two operands.</summary>
internal sealed unsafe class AtomicStep(PtxInstruction source, TernaryOperation operation) : Step(source)
{
    /// <summary>The slot that takes what memory held, or -1.</summary>
    public required int To { get; init; }

    public required AddressOperand Address { get; init; }

    public required int A { get; init; }

    public required int B { get; init; }

    public required StateSpace Space { get; init; }

    public required int Bytes { get; init; }

    public override Flow Execute(ThreadState thread)
    {
        byte* memory = thread.Access(Space, Address.In(thread), Bytes, AccessMode.Atomic, Source);
        ulong old = LoadStep.Read(memory, Bytes);
        StoreStep.Write(memory, Bytes, operation(old, thread.Registers[A], thread.Registers[B]));
        if (To >= 0)
        {
            thread.Registers[To] = old;
        }
        return Flow.Next;
    }
}
