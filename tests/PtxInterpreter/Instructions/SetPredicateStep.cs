namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary><c>setp</c> with a second destination or combined with a third predicate.</summary>
internal sealed class SetPredicateStep(PtxInstruction source, BinaryOperation compare, BinaryOperation? combine) : Step(source)
{
    /// <summary>The slot of the predicate that takes the result.</summary>
    public required int True { get; init; }

    /// <summary>The slot of the predicate that takes the opposite of the comparison, or -1.</summary>
    public required int False { get; init; }

    public required int A { get; init; }

    public required int B { get; init; }

    public required int C { get; init; }

    public required bool NegateC { get; init; }

    public override Flow Execute(ThreadState thread)
    {
        ulong[] registers = thread.Registers;
        ulong result = compare(registers[A], registers[B]);
        ulong c = combine is null ? 0 : registers[C] ^ Bits.From(NegateC);
        registers[True] = combine is null ? result : combine(result, c);
        if (False >= 0)
        {
            registers[False] = combine is null ? result ^ 1 : combine(result ^ 1, c);
        }
        return Flow.Next;
    }
}
