namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>One instruction as parsed. Source: PTX ISA, "Instruction Statements".</summary>
internal sealed class PtxInstruction
{
    /// <summary>The source text on one line, for messages.</summary>
    public required string Text { get; init; }

    public required int Line { get; init; }

    /// <summary>The opcode up to its first dot.</summary>
    public required string Name { get; init; }

    /// <summary>What follows the opcode, without dots.</summary>
    public required IReadOnlyList<string> Modifiers { get; init; }

    public required IReadOnlyList<PtxOperand> Operands { get; init; }

    /// <summary>Whether the first destination is a pair such as <c>p|q</c>; its second half is then operand 1.</summary>
    public bool HasPair { get; init; }

    /// <summary>The register that guards execution, or -1.</summary>
    public int Guard { get; init; } = -1;

    public bool GuardNegated { get; init; }

    /// <summary>The types among the modifiers, in order.</summary>
    public IReadOnlyList<PtxType> Types =>
        [.. Modifiers.Select(PtxType.TryParse).Where(type => type is not null).Select(type => type!.Value)];

    /// <summary>The last type, which most instructions compute in.</summary>
    public PtxType Type => Types is { Count: > 0 } types ? types[^1] : throw Unsupported("it names no type");

    public bool Has(string modifier) => Modifiers.Contains(modifier);

    /// <summary>The number of elements a vector access moves.</summary>
    public int VectorLength => Has("v4") ? 4 : Has("v2") ? 2 : 1;

    public StateSpace Space =>
        Modifiers.Select(StateSpaces.TryParse).FirstOrDefault(space => space is not null) ?? StateSpace.Generic;

    public PtxTrap Unsupported(string reason) => new($"not supported, {reason}: {Text} (line {Line})");

    public override string ToString() => Text;
}
