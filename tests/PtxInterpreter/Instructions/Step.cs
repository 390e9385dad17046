namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>An instruction with its operands resolved to register slots, ready to execute.</summary>
internal abstract class Step(PtxInstruction source)
{
    /// <summary>What it was made from, for messages.</summary>
    public PtxInstruction Source { get; } = source;

    /// <summary>The slot of the guard predicate, or -1; the same field in the instruction, kept close for speed.</summary>
    public readonly int Guard = source.Guard;

    /// <summary>The value of the guard at which the step is skipped.</summary>
    public readonly ulong SkipWhen = source.GuardNegated ? 1UL : 0UL;

    public abstract Flow Execute(ThreadState thread);
}
