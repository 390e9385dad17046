namespace SqueezeBert.Gpu.PtxInterpreter.Tests;

/// <summary>
/// Tensor-core instructions. A warp stages A (16 rows) and B (8 columns) in shared memory in rows of 32 bytes, loads fragments
/// with ldmatrix and multiplies; rows of 32 bytes hold a whole k whatever the element.
/// </summary>
internal sealed class MatrixTests
{
    private const string Prologue = """
        .shared .align 16 .b8 tile[768];
        mov.u32 %r1, %laneid;
        shl.b32 %r2, %r1, 4;
        cvt.u64.u32 %rd1, %r2;
        add.u64 %rd2, a, %rd1;
        ld.global.v4.b32 {%r4, %r5, %r6, %r7}, [%rd2];
        st.shared.v4.b32 [%rd1], {%r4, %r5, %r6, %r7};
        shl.b32 %r2, %r1, 3;
        cvt.u64.u32 %rd3, %r2;
        add.u64 %rd4, b, %rd3;
        ld.global.v2.b32 {%r4, %r5}, [%rd4];
        st.shared.v2.b32 [%rd3+512], {%r4, %r5};
        bar.sync 0;
        and.b32 %r10, %r1, 15;
        shr.u32 %r11, %r1, 4;
        shl.b32 %r12, %r10, 5;
        shl.b32 %r13, %r11, 4;
        add.u32 %r14, %r12, %r13;
        and.b32 %r15, %r1, 7;
        shr.u32 %r16, %r1, 3;
        and.b32 %r16, %r16, 1;
        shl.b32 %r17, %r15, 5;
        shl.b32 %r18, %r16, 4;
        add.u32 %r19, %r17, %r18;
        cvt.u64.u32 %rd5, %r14;
        cvt.u64.u32 %rd6, %r19;

        """;

    private const string Epilogue = """
        shr.u32 %r40, %r1, 2;
        and.b32 %r41, %r1, 3;
        shl.b32 %r42, %r40, 5;
        shl.b32 %r43, %r41, 3;
        add.u32 %r44, %r42, %r43;
        cvt.u64.u32 %rd7, %r44;
        add.u64 %rd8, d, %rd7;
        st.global.v2.b32 [%rd8], {%r30, %r31};
        st.global.v2.b32 [%rd8+256], {%r32, %r33};
        """;

    private const string LoadFragments = """
        ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%r20, %r21, %r22, %r23}, [%rd5];
        ldmatrix.sync.aligned.m8n8.x2.shared.b16 {%r24, %r25}, [%rd6+512];

        """;

    [Test]
    public void Half_precision()
    {
        Half[] a = Values(16 * 16, i => (Half)(((i * 7) % 23) - 11));
        Half[] b = Values(8 * 16, i => (Half)(((i * 5) % 19) / 8f));
        float[] d = Multiply("m16n8k16.row.col.f32.f16.f16.f32", a, b, new float[16 * 8]);
        Assert.That(d, Is.EqualTo(Expected(16, (i, k) => (double)a[(i * 16) + k], (k, j) => (double)b[(j * 16) + k])));
    }

    [Test]
    public void Brain_floats()
    {
        ushort[] a = Values(16 * 16, i => (ushort)(BitConverter.SingleToUInt32Bits((i % 13) - 6) >> 16));
        ushort[] b = Values(8 * 16, i => (ushort)(BitConverter.SingleToUInt32Bits(i % 5) >> 16));
        float[] d = Multiply("m16n8k16.row.col.f32.bf16.bf16.f32", a, b, new float[16 * 8]);
        Assert.That(d, Is.EqualTo(Expected(16, (i, k) => Widen(a[(i * 16) + k]), (k, j) => Widen(b[(j * 16) + k]))));

        static float Widen(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);
    }

    [Test]
    public void Tensor_floats()
    {
        float[] a = Values(16 * 8, i => (i % 13) - 6f);
        float[] b = Values(8 * 8, i => (i % 11) / 4f);
        float[] d = Multiply("m16n8k8.row.col.f32.tf32.tf32.f32", a, b, new float[16 * 8]);
        Assert.That(d, Is.EqualTo(Expected(8, (i, k) => a[(i * 8) + k], (k, j) => b[(j * 8) + k])));
    }

    [Test]
    public void Signed_bytes()
    {
        sbyte[] a = Values(16 * 32, i => (sbyte)((i * 37) - 100));
        sbyte[] b = Values(8 * 32, i => (sbyte)((i * 91) + 3));
        int[] d = Multiply("m16n8k32.row.col.s32.s8.s8.s32", a, b, new int[16 * 8]);
        Assert.That(d, Is.EqualTo(Expected(32, (i, k) => a[(i * 32) + k], (k, j) => b[(j * 32) + k])));
    }

    [TestCase("", 0x00110010)]
    [TestCase(".trans", 0x000a0002)]
    public void Ldmatrix_gives_neighbours_of_a_row_or_a_column(string transposed, int expected)
    {
        // Row r of the 8x8 matrix is 8r, 8r + 1, ...; lane 8 holds row 2, columns 0 and 1, or column 2, rows 0 and 1.
        ushort[] a = Values(16 * 16, i => (ushort)((i / 16 * 8) + (i % 16)));
        int[] output = new int[32];
        Run(Prologue + $$"""
            ldmatrix.sync.aligned.m8n8.x1{{transposed}}.shared.b16 {%r20}, [%rd5];
            shl.b32 %r2, %r1, 2;
            cvt.u64.u32 %rd7, %r2;
            add.u64 %rd8, d, %rd7;
            st.global.b32 [%rd8], %r20;
            """, a, new ushort[8 * 16], output);
        Assert.That(output[8], Is.EqualTo(expected));
    }

    [Test]
    public void A_partial_warp_cannot_multiply() => Assert.That(
        () => Run("ldmatrix.sync.aligned.m8n8.x1.shared.b16 {%r20}, [0];", new int[1], new int[1], new int[1], threads: 16),
        Throws.InstanceOf<PtxTrap>().With.Message.Contains("32 lanes"));

    private static T[] Multiply<T>(string shape, Array a, Array b, T[] d)
    {
        string multiply = $"mma.sync.aligned.{shape} {{%r30, %r31, %r32, %r33}}, {{%r20, %r21, %r22, %r23}}, {{%r24, %r25}}, "
            + "{%r34, %r34, %r34, %r34};\n";
        PtxReport report = Run(Prologue + LoadFragments + "mov.b32 %r34, 0;\n" + multiply + Epilogue, a, b, d);
        Assert.That(report.Hazards, Is.Empty);
        return d;
    }

    private static PtxReport Run(string body, Array a, Array b, Array d, int threads = 32) =>
        new Snippet(body) { Block = (threads, 1, 1) }.Run(("a", a), ("b", b), ("d", d));

    private static T[] Values<T>(int count, Func<int, T> value) => [.. Enumerable.Range(0, count).Select(value)];

    // Inputs are small enough for every sum to be exact.
    private static IEnumerable<double> Expected(int depth, Func<int, int, double> a, Func<int, int, double> b) =>
        from i in Enumerable.Range(0, 16)
        from j in Enumerable.Range(0, 8)
        select Enumerable.Range(0, depth).Sum(k => a(i, k) * b(k, j));
}
