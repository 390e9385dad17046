namespace SqueezeBert.Gpu.PtxInterpreter;

internal enum PtxOperandKind
{
    /// <summary>A declared register.</summary>
    Register,

    /// <summary>A literal.</summary>
    Immediate,

    /// <summary>A variable, a label or a special register.</summary>
    Symbol,

    /// <summary><c>[base + offset]</c>.</summary>
    Address,

    /// <summary><c>{a, b, ...}</c>.</summary>
    Vector,
}
