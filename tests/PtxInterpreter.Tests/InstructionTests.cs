namespace SqueezeBert.Gpu.PtxInterpreter.Tests;

/// <summary>Single instructions against results worked out by hand from the PTX ISA.</summary>
internal sealed class InstructionTests
{
    [TestCase("add.s32 %r0, %r1, %r2;", 0x7fffffffu, 1u, 0u, 0x80000000u)]
    [TestCase("sub.s32 %r0, %r1, 5;", 3u, 0u, 0u, 0xfffffffeu)]
    [TestCase("mul.lo.s32 %r0, %r1, %r2;", 0xffffffffu, 7u, 0u, 0xfffffff9u)]
    [TestCase("mul.hi.u32 %r0, %r1, %r2;", 0xffffffffu, 0xffffffffu, 0u, 0xfffffffeu)]
    [TestCase("mul.hi.s32 %r0, %r1, %r2;", 0xffffffffu, 2u, 0u, 0xffffffffu)]
    [TestCase("mad.lo.s32 %r0, %r1, %r2, %r3;", 3u, 4u, 5u, 17u)]
    [TestCase("div.s32 %r0, %r1, %r2;", 0xfffffff9u, 2u, 0u, 0xfffffffdu)]
    [TestCase("div.u32 %r0, %r1, %r2;", 0xfffffff9u, 2u, 0u, 0x7ffffffcu)]
    [TestCase("rem.s32 %r0, %r1, %r2;", 0xfffffff9u, 2u, 0u, 0xffffffffu)]
    [TestCase("min.s32 %r0, %r1, %r2;", 0xffffffffu, 2u, 0u, 0xffffffffu)]
    [TestCase("min.u32 %r0, %r1, %r2;", 0xffffffffu, 2u, 0u, 2u)]
    [TestCase("abs.s32 %r0, %r1;", 0xfffffffbu, 0u, 0u, 5u)]
    [TestCase("neg.s32 %r0, %r1;", 5u, 0u, 0u, 0xfffffffbu)]
    [TestCase("dp4a.s32.s32 %r0, %r1, %r2, %r3;", 0xff020304u, 0x01010101u, 10u, 18u)]
    [TestCase("shl.b32 %r0, %r1, %r2;", 1u, 32u, 0u, 0u)]
    [TestCase("shr.u32 %r0, %r1, %r2;", 0x80000000u, 31u, 0u, 1u)]
    [TestCase("shr.s32 %r0, %r1, %r2;", 0x80000000u, 40u, 0u, 0xffffffffu)]
    [TestCase("not.b32 %r0, %r1;", 0x0fu, 0u, 0u, 0xfffffff0u)]
    [TestCase("lop3.b32 %r0, %r1, %r2, %r3, 0xE8;", 0b1100u, 0b1010u, 0b0110u, 0b1110u)]
    [TestCase("bfe.u32 %r0, %r1, 8, 8;", 0x12345678u, 0u, 0u, 0x56u)]
    [TestCase("bfe.s32 %r0, %r1, 8, 8;", 0x1234f678u, 0u, 0u, 0xfffffff6u)]
    [TestCase("bfi.b32 %r0, %r1, %r2, 8, 8;", 0xabu, 0x11223344u, 0u, 0x1122ab44u)]
    [TestCase("prmt.b32 %r0, %r1, %r2, 0x5410;", 0x11112222u, 0x33334444u, 0u, 0x44442222u)]
    [TestCase("brev.b32 %r0, %r1;", 1u, 0u, 0u, 0x80000000u)]
    [TestCase("popc.b32 %r0, %r1;", 0xf0f0u, 0u, 0u, 8u)]
    [TestCase("clz.b32 %r0, %r1;", 0x00010000u, 0u, 0u, 15u)]
    [TestCase("setp.lt.s32 %p0, %r1, %r2; selp.b32 %r0, 7, 9, %p0;", 0xffffffffu, 1u, 0u, 7u)]
    [TestCase("setp.lt.u32 %p0, %r1, %r2; selp.b32 %r0, 7, 9, %p0;", 0xffffffffu, 1u, 0u, 9u)]
    [TestCase("setp.eq.u32 %p1, %r3, 0; setp.ge.or.s32 %p0, %r1, 4, %p1; selp.b32 %r0, 7, 9, %p0;", 1u, 0u, 0u, 7u)]
    [TestCase("setp.eq.u32 %p0|%p1, %r1, 3; selp.b32 %r0, 7, 9, %p1;", 3u, 0u, 0u, 9u)]
    [TestCase("setp.ltu.f32 %p0, %r1, %r2; selp.b32 %r0, 7, 9, %p0;", 0x7fc00000u, 0u, 0u, 7u, Description = "unordered")]
    [TestCase("setp.ne.f32 %p0, %r1, %r2; selp.b32 %r0, 7, 9, %p0;", 0x7fc00000u, 0u, 0u, 9u, Description = "unordered")]
    public void Integer_and_logic(string instruction, uint a, uint b, uint c, uint expected) =>
        Assert.That(Evaluate(instruction, a, b, c), Is.EqualTo(expected), $"0x{Evaluate(instruction, a, b, c):x8}");

    [TestCase("add.f32 %f0, %f1, %f2;", 1.5f, 2.25f, 0f, 3.75f)]
    [TestCase("sub.f32 %f0, %f1, %f2;", 1.5f, 2.25f, 0f, -0.75f)]
    [TestCase("mul.f32 %f0, %f1, 0f40000000;", 1.5f, 0f, 0f, 3f)]
    [TestCase("div.rn.f32 %f0, %f1, %f2;", 1f, 3f, 0f, 1f / 3f)]
    [TestCase("div.full.f32 %f0, %f1, %f2;", 1f, 4f, 0f, 0.25f)]
    [TestCase("fma.rn.f32 %f0, %f1, %f2, %f3;", 1.0000001f, 1.0000001f, -1f, 2.3841858E-07f)]
    [TestCase("max.f32 %f0, %f1, %f2;", float.NaN, 2f, 0f, 2f)]
    [TestCase("max.NaN.f32 %f0, %f1, %f2;", float.NaN, 2f, 0f, float.NaN)]
    [TestCase("neg.f32 %f0, %f1;", 2f, 0f, 0f, -2f)]
    [TestCase("abs.f32 %f0, %f1;", -2f, 0f, 0f, 2f)]
    [TestCase("sqrt.rn.f32 %f0, %f1;", 2f, 0f, 0f, 1.4142135f)]
    [TestCase("rsqrt.approx.f32 %f0, %f1;", 4f, 0f, 0f, 0.5f)]
    [TestCase("rcp.rn.f32 %f0, %f1;", 8f, 0f, 0f, 0.125f)]
    [TestCase("ex2.approx.f32 %f0, %f1;", -3f, 0f, 0f, 0.125f)]
    [TestCase("lg2.approx.ftz.f32 %f0, %f1;", 8f, 0f, 0f, 3f)]
    [TestCase("add.ftz.f32 %f0, %f1, %f2;", 1e-40f, 0f, 0f, 0f)]
    [TestCase("add.sat.f32 %f0, %f1, %f2;", 1f, 2f, 0f, 1f)]
    [TestCase("copysign.f32 %f0, %f1, %f2;", -1f, 3f, 0f, -3f)]
    [TestCase("cvt.rni.f32.f32 %f0, %f1;", 2.5f, 0f, 0f, 2f)]
    [TestCase("cvt.rmi.f32.f32 %f0, %f1;", -2.5f, 0f, 0f, -3f)]
    [TestCase("cvt.rzi.s32.f32 %r9, %f1; cvt.rn.f32.s32 %f0, %r9;", -2.9f, 0f, 0f, -2f)]
    [TestCase("cvt.rzi.s32.f32 %r9, %f1; cvt.rn.f32.s32 %f0, %r9;", 1e20f, 0f, 0f, 2147483647f)]
    [TestCase("cvt.rzi.u32.f32 %r9, %f1; cvt.rn.f32.u32 %f0, %r9;", float.NaN, 0f, 0f, 0f)]
    [TestCase("cvt.rn.f16.f32 %rs1, %f1; cvt.f32.f16 %f0, %rs1;", 0.1f, 0f, 0f, 0.099975586f)]
    [TestCase("cvt.rn.bf16x2.f32 %r9, %f1, %f2; shl.b32 %r8, %r9, 16; mov.b32 %f0, %r8;", 1f, 3.14159f, 0f, 3.140625f)]
    [TestCase("cvt.rna.tf32.f32 %r9, %f1; mov.b32 %f0, %r9;", 1.0004883f, 0f, 0f, 1.0009766f)]
    [TestCase("cvt.f64.f32 %fd1, %f1; add.f64 %fd1, %fd1, 0d3FF0000000000000; cvt.rn.f32.f64 %f0, %fd1;", 2f, 0f, 0f, 3f)]
    [TestCase("cvt.rn.f16.f32 %rs1, %f1; fma.rn.f16 %rs2, %rs1, %rs1, %rs1; cvt.f32.f16 %f0, %rs2;", 3f, 0f, 0f, 12f)]
    [TestCase("testp.infinite.f32 %p0, %f1; selp.b32 %f0, 0f3F800000, %f2, %p0;", float.NegativeInfinity, 0f, 0f, 1f)]
    public void Floating_point(string instruction, float a, float b, float c, float expected)
    {
        uint bits = Evaluate(
            instruction,
            BitConverter.SingleToUInt32Bits(a),
            BitConverter.SingleToUInt32Bits(b),
            BitConverter.SingleToUInt32Bits(c));
        Assert.That(BitConverter.UInt32BitsToSingle(bits), Is.EqualTo(expected));
    }

    [Test]
    public void Tanh_keeps_only_the_bits_that_hardware_promises()
    {
        uint bits = Evaluate("tanh.approx.f32 %f0, %f1;", BitConverter.SingleToUInt32Bits(0.3f), 0, 0);
        float error = Math.Abs((BitConverter.UInt32BitsToSingle(bits) / MathF.Tanh(0.3f)) - 1);
        Assert.That(error, Is.InRange(1e-6f, 1f / 2048), "as inexact as documented, and no worse");
    }

    [TestCase("add.s64 %rd0, %rd1, %rd2;", 0xffffffffUL, 1UL, 0x100000000UL)]
    [TestCase("mul.wide.s32 %rd0, %rd1, %rd2;", 0xffffffffUL, 3UL, 0xfffffffffffffffdUL)]
    [TestCase("mul.wide.u32 %rd0, %rd1, %rd2;", 0xffffffffUL, 3UL, 0x2fffffffdUL)]
    [TestCase("mul.hi.u64 %rd0, %rd1, %rd2;", 1UL << 63, 4UL, 2UL)]
    [TestCase("cvt.s64.s32 %rd0, %rd1;", 0xffffffffUL, 0UL, ulong.MaxValue)]
    [TestCase("cvt.u64.u32 %rd0, %rd1;", ulong.MaxValue, 0UL, 0xffffffffUL)]
    [TestCase("cvt.s64.s8 %rd0, %rd1;", 0x80UL, 0UL, 0xffffffffffffff80UL)]
    [TestCase("cvt.sat.u8.s32 %rd0, %rd1;", 300UL, 0UL, 255UL)]
    [TestCase("shr.s64 %rd0, %rd1, 63;", 1UL << 63, 0UL, ulong.MaxValue)]
    [TestCase("mov.b64 {%r1, %r2}, %rd1; mov.b64 %rd0, {%r2, %r1};", 0x1122334455667788UL, 0UL, 0x5566778811223344UL)]
    public void Sixty_four_bits(string instruction, ulong a, ulong b, ulong expected)
    {
        ulong[] values = [a, b];
        ulong[] result = [0];
        new Snippet($"""
            ld.global.b64 %rd1, [input];
            ld.global.b64 %rd2, [input+8];
            {instruction}
            st.global.b64 [output], %rd0;
            """).Run(("input", values), ("output", result));
        Assert.That(result[0], Is.EqualTo(expected), $"0x{result[0]:x}");
    }

    [Test]
    public void An_unknown_instruction_traps_with_its_text_when_it_is_reached()
    {
        PtxTrap? trap = Assert.Throws<PtxTrap>(() => new Snippet("frobnicate.u32 %r1, %r2;").Run());
        Assert.That(trap!.Message, Does.Contain("frobnicate.u32 %r1, %r2;"));
        Assert.DoesNotThrow(() => new Snippet("ret; frobnicate.u32 %r1, %r2;").Run());
    }

    [Test]
    public void Division_by_zero_traps() =>
        Assert.That(
            () => Evaluate("div.s32 %r0, %r1, %r2;", 1, 0, 0),
            Throws.InstanceOf<PtxTrap>().With.Message.Contains("div.s32"));

    [Test]
    public void Branches_tables_and_guards()
    {
        int[] output = new int[4];
        new Snippet("""
            mov.u32 %r1, %tid.x;
            mul.wide.u32 %rd1, %r1, 4;
            add.u64 %rd1, output, %rd1;
            mov.u32 %r2, 100;
            setp.eq.u32 %p1, %r1, 3;
            @%p1 bra LAST;
            TABLE: .branchtargets ZERO, ONE, TWO;
            brx.idx %r1, TABLE;
            ZERO: mov.u32 %r2, 10; bra.uni DONE;
            ONE: mov.u32 %r2, 11; bra.uni DONE;
            TWO: mov.u32 %r2, 12; bra.uni DONE;
            LAST: @!%p1 mov.u32 %r2, 99;
            DONE: st.global.u32 [%rd1], %r2;
            """)
        { Block = (4, 1, 1) }.Run(("output", output));
        Assert.That(output, Is.EqualTo([10, 11, 12, 100]));
    }

    // The operands are there both as integers and as floats; so is the result.
    private static uint Evaluate(string instruction, uint a, uint b, uint c)
    {
        bool isFloat = instruction.Contains("%f0,", StringComparison.Ordinal);
        uint[] result = [0];
        new Snippet($"""
            ld.global.b32 %r1, [input];
            ld.global.b32 %r2, [input+4];
            ld.global.b32 %r3, [input+8];
            mov.b32 %f1, %r1;
            mov.b32 %f2, %r2;
            mov.b32 %f3, %r3;
            {instruction}
            st.global.b32 [output], {(isFloat ? "%f0" : "%r0")};
            """).Run(("input", new uint[] { a, b, c }), ("output", result));
        return result[0];
    }
}
