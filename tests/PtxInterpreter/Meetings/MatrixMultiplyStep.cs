using System.Globalization;

namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>
/// <c>mma.sync</c> m16n8kK, D = A·B + C with float32 or int32 sums. Source: PTX ISA, "Matrix Fragments for mma".
/// A lane's group g = lane / 4 and its place q = lane % 4 decide which elements its registers hold; every register packs
/// P = 32 / bits elements along k:
/// A register r: row g + 8 (r % 2), columns 4P (r / 2) + Pq ...; B register r: column g, rows 4Pr + Pq ...;
/// C and D register r: row g + 8 (r / 2), column 2q + r % 2.
/// </summary>
internal sealed class MatrixMultiplyStep : WarpMeetingStep
{
    private const int M = 16;
    private const int N = 8;

    private readonly int[] d;
    private readonly int[] a;
    private readonly int[] b;
    private readonly int[] c;
    private readonly int k;
    private readonly int packed;
    private readonly bool integer;
    private readonly Func<ulong, double> readA;
    private readonly Func<ulong, double> readB;

    public MatrixMultiplyStep(PtxInstruction source, PtxProgramBuilder program)
        : base(source)
    {
        string shape = source.Modifiers.FirstOrDefault(m => m.StartsWith("m16n8k", StringComparison.Ordinal))
            ?? throw source.Unsupported("a shape other than m16n8k*");
        if (!source.Has("row") || !source.Has("col") || source.Types is not [PtxType d, PtxType a, PtxType b, PtxType c] || d != c
            || source.Has("satfinite"))
        {
            throw source.Unsupported("only row.col without saturation, with sums of one type");
        }
        integer = d is { Kind: PtxTypeKind.Signed, Bits: 32 };
        if (!integer && d is not { Kind: PtxTypeKind.Float, Bits: 32 })
        {
            throw source.Unsupported("sums other than f32 and s32");
        }
        k = int.Parse(shape.AsSpan("m16n8k".Length), CultureInfo.InvariantCulture);
        packed = 32 / a.Bits;
        readA = Reader(a, source);
        readB = Reader(b, source);
        this.d = program.Destinations(source.Operands[0]);
        this.a = program.Slots(source.Operands[1], source);
        this.b = program.Slots(source.Operands[2], source);
        this.c = program.Slots(source.Operands[3], source);
        if (this.d.Length != 4 || this.c.Length != 4 || this.a.Length * packed * 32 != M * k || this.b.Length * packed * 32 != N * k)
        {
            throw source.Unsupported("the registers do not make up the shape");
        }
    }

    public override void Meet(WarpLanes lanes)
    {
        ThreadState[] threads = lanes.Full(Source);
        Span<double> a = stackalloc double[M * k]; // [M, K]
        Span<double> b = stackalloc double[N * k]; // [N, K]
        foreach (ThreadState thread in threads)
        {
            Gather(thread, a, b);
        }
        Span<ulong> results = stackalloc ulong[4];
        foreach (ThreadState thread in threads)
        {
            for (int r = 0; r < results.Length; r++)
            {
                int row = (thread.Lane / 4) + (8 * (r / 2));
                int column = (thread.Lane % 4 * 2) + (r % 2);
                double sum = Dot(a.Slice(row * k, k), b.Slice(column * k, k));
                ulong c = thread.Registers[this.c[r]];
                results[r] = integer ? (uint)((int)c + (int)sum) : Bits.From((float)(sum + Bits.To<float>(c)));
            }
            for (int r = 0; r < results.Length; r++)
            {
                thread.Registers[d[r]] = results[r];
            }
        }
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        b = b[..a.Length];
        for (int k = 0; k < a.Length; k++)
        {
            sum += a[k] * b[k];
        }
        return sum;
    }

    private void Gather(ThreadState thread, Span<double> a, Span<double> b)
    {
        int g = thread.Lane / 4;
        int q = thread.Lane % 4;
        int bits = 32 / packed;
        for (int e = 0; e < packed; e++)
        {
            for (int r = 0; r < this.a.Length; r++)
            {
                int row = g + (8 * (r % 2));
                a[(row * k) + (4 * packed * (r / 2)) + (packed * q) + e] = readA(thread.Registers[this.a[r]] >> (bits * e));
            }
            for (int r = 0; r < this.b.Length; r++)
            {
                b[(g * k) + (4 * packed * r) + (packed * q) + e] = readB(thread.Registers[this.b[r]] >> (bits * e));
            }
        }
    }

    private static Func<ulong, double> Reader(PtxType type, PtxInstruction source) => (type.Kind, type.Bits) switch
    {
        (PtxTypeKind.Float, 16) => a => (double)Bits.To<Half>(a),
        (PtxTypeKind.Brain, 16) => a => Bits.BrainToSingle(a),
        (PtxTypeKind.Tensor, 32) => a => Bits.To<float>(a & 0xffff_e000), // the hardware ignores the low bits
        (PtxTypeKind.Signed, 8) => a => (sbyte)a,
        (PtxTypeKind.Unsigned, 8) => a => (byte)a,
        _ => throw source.Unsupported($"elements of type {type}"),
    };
}
