namespace SqueezeBert.Gpu.PtxInterpreter;

internal enum PtxTypeKind
{
    Bits,
    Unsigned,
    Signed,
    Float,
    Brain,
    Tensor,
    Predicate,
}
