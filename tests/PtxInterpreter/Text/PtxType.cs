namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>A fundamental or alternate type. Source: PTX ISA, "Types".</summary>
/// <param name="Kind">How the bits are read.</param>
/// <param name="Bits">The width of one value.</param>
/// <param name="Lanes">2 for the packed types f16x2 and bf16x2.</param>
internal readonly record struct PtxType(PtxTypeKind Kind, int Bits, int Lanes = 1)
{
    public static readonly PtxType Predicate = new(PtxTypeKind.Predicate, 1);

    public int Bytes => Math.Max(1, Bits * Lanes / 8);

    public bool IsFloat => Kind is PtxTypeKind.Float or PtxTypeKind.Brain or PtxTypeKind.Tensor;

    public override string ToString() => Kind switch
    {
        PtxTypeKind.Predicate => "pred",
        PtxTypeKind.Tensor => "tf32",
        PtxTypeKind.Brain => Lanes == 2 ? "bf16x2" : "bf16",
        PtxTypeKind.Float => Lanes == 2 ? "f16x2" : $"f{Bits}",
        PtxTypeKind.Signed => $"s{Bits}",
        PtxTypeKind.Unsigned => $"u{Bits}",
        _ => $"b{Bits}",
    };

    public static PtxType? TryParse(string name) => name switch
    {
        "pred" => Predicate,
        "b8" or "b16" or "b32" or "b64" => new(PtxTypeKind.Bits, Width(name)),
        "u8" or "u16" or "u32" or "u64" => new(PtxTypeKind.Unsigned, Width(name)),
        "s8" or "s16" or "s32" or "s64" => new(PtxTypeKind.Signed, Width(name)),
        "f16" or "f32" or "f64" => new(PtxTypeKind.Float, Width(name)),
        "f16x2" => new(PtxTypeKind.Float, 16, 2),
        "bf16" => new(PtxTypeKind.Brain, 16),
        "bf16x2" => new(PtxTypeKind.Brain, 16, 2),
        "tf32" => new(PtxTypeKind.Tensor, 32),
        _ => null,
    };

    private static int Width(string name) => int.Parse(name.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
}
