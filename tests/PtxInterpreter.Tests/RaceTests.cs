namespace SqueezeBert.Gpu.PtxInterpreter.Tests;

/// <summary>What nothing orders is reported, and what a barrier orders is not.</summary>
internal sealed class RaceTests
{
    private const string Prologue = """
        .shared .align 16 .b8 tile[256];
        mov.u32 %r1, %tid.x;
        shl.b32 %r2, %r1, 2;
        xor.b32 %r3, %r2, 4;
        mov.u64 %rd0, tile;
        cvt.u64.u32 %rd1, %r2;
        cvt.u64.u32 %rd2, %r3;

        """;

    private const string Store = "st.shared.u32 [%rd1], %r1;";
    private const string LoadOther = "ld.shared.u32 %r4, [%rd2];";

    [TestCase(Store + LoadOther, HazardKind.ReadAfterWrite)]
    [TestCase(Store + "bar.sync 0;" + LoadOther + "st.shared.u32 [%rd1], %r4;", HazardKind.WriteAfterRead)]
    [TestCase("st.shared.u32 [tile], %r1;", HazardKind.WriteAfterWrite)]
    [TestCase(LoadOther, HazardKind.UninitialisedRead)]
    [TestCase("atom.shared.add.u32 %r4, [tile], 1;", HazardKind.UninitialisedRead)]
    [TestCase("setp.eq.u32 %p1, %r1, 0; @%p1 st.shared.u32 [tile], 0; red.shared.add.u32 [tile], 1;", HazardKind.WriteAfterWrite)]
    [TestCase(Store + "bar.sync 0; red.shared.add.u32 [tile], 1; ld.shared.u32 %r4, [tile];", HazardKind.WriteAfterRead)]
    public void Shared_memory_without_a_barrier(string body, HazardKind kind) =>
        Assert.That(Run(body, 64).Hazards.Select(hazard => hazard.Kind), Does.Contain(kind));

    [TestCase(Store + "bar.sync 0;" + LoadOther)]
    [TestCase(Store + "bar.sync 0;" + LoadOther + "bar.sync 0; st.shared.u32 [%rd1], %r4;")]
    [TestCase(Store + "bar.warp.sync 0xffffffff;" + LoadOther + "bar.warp.sync 0xffffffff;" + Store, Description = "in one warp")]
    [TestCase(Store + "bar.sync 0; red.shared.add.u32 [tile], 1; bar.sync 0; ld.shared.u32 %r4, [tile];")]
    [TestCase("st.shared.u8 [%r1], %r1; bar.sync 0; ld.shared.u8 %r4, [%r1];", Description = "neighbouring bytes")]
    public void Shared_memory_with_barriers_is_clean(string body) =>
        Assert.That(Run(body, 64).Hazards, Is.Empty);

    [Test]
    public void A_warp_barrier_does_not_order_other_warps()
    {
        string body = Store + "bar.warp.sync 0xffffffff; xor.b32 %r3, %r2, 128; cvt.u64.u32 %rd2, %r3;" + LoadOther;
        Assert.That(Run(body, 64).Hazards.Select(hazard => hazard.Kind), Does.Contain(HazardKind.ReadAfterWrite));
    }

    [TestCase("st.global.u32 [data], 7;", true, Description = "all write one place")]
    [TestCase("st.global.u8 [%rd3], 7;", false, Description = "neighbouring bytes")]
    [TestCase("red.global.add.u32 [data], 1;", false, Description = "atomics")]
    [TestCase("red.global.add.u32 [data], 1; ld.global.u32 %r4, [data];", true)]
    [TestCase("ld.global.u32 %r4, [data];", false, Description = "all read one place")]
    [TestCase("ld.global.u32 %r4, [data]; @%p1 st.global.u32 [data], 7;", true)]
    public void Global_memory_within_a_block(string access, bool races) => Assert.That(
        RunGlobal(access, 1).HazardCount > 0, Is.EqualTo(races));

    [Test]
    public void A_barrier_orders_global_memory_within_its_block_only()
    {
        const string Broadcast = "@%p1 st.global.u32 [data], 7; bar.sync 0; ld.global.u32 %r4, [data];";
        Assert.That(RunGlobal(Broadcast, 1).Hazards, Is.Empty);
        Assert.That(RunGlobal(Broadcast, 2).Hazards, Is.Not.Empty);
    }

    [Test]
    public void A_hazard_tells_both_sides()
    {
        PtxHazard hazard = Run(Store + LoadOther, 2).Hazards.Single(hazard => hazard.Kind == HazardKind.ReadAfterWrite);
        Assert.That(hazard.Message, Does.Contain("shared[0]").And.Contain("ld.shared.u32 %r4, [%rd2];").And
            .Contain("thread (1, 0, 0)").And.Contain("before it: thread 0 of block 0"));
    }

    [TestCase("setp.lt.u32 %p1, %r1, 32; @%p1 bar.sync 0;", Description = "half of the threads exit")]
    [TestCase("setp.lt.u32 %p1, %r1, 32; @%p1 bra ELSE; bar.sync 0; bra END; ELSE: bar.sync 0; END: ret;")]
    [TestCase("setp.lt.u32 %p1, %r1, 5; @%p1 bra ELSE; bar.warp.sync 0xffffffff; bra END; ELSE: bar.sync 0; END: ret;")]
    public void A_barrier_that_not_all_threads_reach_is_a_deadlock(string body) =>
        Assert.That(() => Run(body, 64), Throws.InstanceOf<PtxTrap>().With.Message.Contains("deadlock"));

    private static PtxReport Run(string body, int threads) => new Snippet(Prologue + body) { Block = (threads, 1, 1) }.Run();

    private static PtxReport RunGlobal(string access, int blocks) => new Snippet($"""
        mov.u32 %r1, %tid.x;
        setp.eq.u32 %p1, %r1, 0;
        cvt.u64.u32 %rd2, %r1;
        add.u64 %rd3, data, %rd2;
        {access}
        """)
    { Block = (8, 1, 1), Grid = (blocks, 1, 1) }.Run(("data", new int[16]));
}
