namespace SqueezeBert.Gpu.PtxInterpreter.Tests;

internal sealed class PtxModuleTests
{
    [Test]
    public void A_module_tells_its_entry_its_parameters_and_its_memory()
    {
        PtxModule module = PtxModule.Parse("""
            .version 7.0 /* any */
            .target sm_80, debug
            .address_size 64
            .extern .shared .align 4 .b8 dynamic[];
            .visible .entry kernel(.param .b8 flag, .param .align 8 .b8 args[24], .param .f32 scale) .maxntid 64, 1, 1
            {
                .local .align 16 .b8 depot[20];
                .shared .align 4 .b8 first[6];
                .shared .align 8 .f64 second[2];
                ret; // done
            }
            """);
        Assert.That(module.EntryName, Is.EqualTo("kernel"));
        Assert.That(module.Parameters, Is.EqualTo(
            [new PtxParameter("flag", 0, 1, 1), new PtxParameter("args", 8, 24, 8), new PtxParameter("scale", 32, 4, 4)]));
        Assert.That(module.ParameterBytes, Is.EqualTo(36));
        Assert.That(module.SharedBytes, Is.EqualTo(24));
        Assert.That(module.LocalBytes, Is.EqualTo(20));
        Assert.That(module.UsesDynamicShared, Is.True);
    }

    [TestCase(".func helper() { ret; }", ".func")]
    [TestCase(".entry k() { add.s32 %r1, %r2, %r3 }", "expected")]
    [TestCase(".entry k() { @%p9 ret; }", "%p9")]
    [TestCase("", ".entry")]
    public void What_it_cannot_read_is_named(string text, string named) =>
        Assert.That(() => PtxModule.Parse(text), Throws.InstanceOf<PtxSyntaxException>().With.Message.Contains(named));

    [Test]
    public void A_launch_must_fit_the_kernel()
    {
        PtxModule module = PtxModule.Parse(".visible .entry k(.param .u32 n) { ret; }");
        Assert.That(() => new PtxLaunch(module).Run(), Throws.ArgumentException.With.Message.Contains("expected 4"));
        Assert.That(
            () => new PtxLaunch(module) { Parameters = new byte[4], Block = (1025, 1, 1) }.Run(),
            Throws.ArgumentException.With.Message.Contains("1024"));
    }
}
