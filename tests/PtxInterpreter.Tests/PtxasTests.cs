namespace SqueezeBert.Gpu.PtxInterpreter.Tests;

/// <summary>NVIDIA's assembler accepts what ILGPU emits; skipped aloud where it is not installed.</summary>
[Category("Ptxas")]
internal sealed class PtxasTests
{
    [Test]
    public void Assembles_a_kernel([Values(70, 75, 80, 86, 89, 90)] int sm)
    {
        PtxasReport report = Installed().Assemble(InterpretedKernel.Load<TiledMatMul.Args>(TiledMatMul.Run, sm).Ptx, sm);
        Assert.That(report.Error, Is.Null);
        Assert.That(report.Registers, Is.InRange(1, 64));
        Assert.That(report.SharedBytes, Is.EqualTo(2 * 16 * 16 * sizeof(float)));
        Assert.That((report.SpillLoadBytes, report.SpillStoreBytes, report.StackBytes), Is.EqualTo((0, 0, 0)));
    }

    [Test]
    public void Makes_machine_code_that_can_be_read()
    {
        Ptxas ptxas = Installed();
        PtxasReport report = ptxas.Assemble(InterpretedKernel.Load<TiledMatMul.Args>(TiledMatMul.Run, 80).Ptx, 80);
        Assert.That(Nvdisasm.Beside(ptxas).Disassemble(report.Cubin.Span), Does.Contain("FFMA").And.Contain("BAR.SYNC"));
        Assert.That(() => Nvdisasm.Beside(ptxas).Disassemble([1, 2, 3]), Throws.InvalidOperationException);
    }

    [Test]
    public void Reports_the_stack_of_local_arrays()
    {
        // Indices known only at run time keep an array out of registers.
        const string Ptx = """
            .version 7.0
            .target sm_80
            .address_size 64
            .visible .entry stack(.param .u64 data)
            {
                .local .align 4 .b8 depot[256];
                .reg .b32 %r<4>;
                .reg .b64 %rd<6>;
                ld.param.u64 %rd1, [data];
                ld.global.v2.u32 {%r1, %r2}, [%rd1];
                mov.u64 %rd2, depot;
                mul.wide.u32 %rd3, %r1, 4;
                add.u64 %rd3, %rd2, %rd3;
                mul.wide.u32 %rd4, %r2, 4;
                add.u64 %rd4, %rd2, %rd4;
                st.local.u32 [%rd3], %r2;
                ld.local.u32 %r3, [%rd4];
                st.global.u32 [%rd1], %r3;
                ret;
            }
            """;
        Assert.That(Installed().Assemble(Ptx, 80).StackBytes, Is.EqualTo(256));
    }

    [Test]
    public void Reports_errors()
    {
        PtxasReport report = Installed().Assemble(".version 7.0\n.target sm_80\n.address_size 64\nnonsense", 80);
        Assert.That(report.Error, Does.Contain("error"));
    }

    private static Ptxas Installed()
    {
        Ptxas? ptxas = Ptxas.Find();
        Assume.That(ptxas, Is.Not.Null, $"ptxas is not installed: set {Ptxas.Variable} to its path");
        return ptxas!;
    }
}
