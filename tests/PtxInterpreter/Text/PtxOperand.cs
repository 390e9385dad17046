namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>An operand as written. Source: PTX ISA, "Instruction Operands".</summary>
internal sealed record PtxOperand(PtxOperandKind Kind)
{
    /// <summary>The name of a symbol, the digits of a literal.</summary>
    public string Text { get; init; } = "";

    /// <summary>The index of the register in its module.</summary>
    public int Register { get; init; } = -1;

    /// <summary>The elements of a vector, or the base of an address.</summary>
    public IReadOnlyList<PtxOperand> Parts { get; init; } = [];

    /// <summary>The byte offset of an address.</summary>
    public long Offset { get; init; }

    /// <summary>Whether the operand is a negated predicate, <c>!p</c>.</summary>
    public bool Negated { get; init; }
}
