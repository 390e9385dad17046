namespace SqueezeBert.Gpu.PtxInterpreter.Tests;

/// <summary>Accesses that a device would not survive, and address spaces.</summary>
internal sealed class MemoryTests
{
    [TestCase("ld.global.u32 %r1, [data+16];", "data")]
    [TestCase("ld.global.u32 %r1, [data+-4];", "data")]
    [TestCase("st.global.v4.f32 [data+16], {%f1, %f2, %f3, %f4};", "data")]
    [TestCase("ld.u32 %r1, [data+1000000];", "data")]
    public void Global_out_of_bounds_names_the_place(string instruction, string region)
    {
        PtxTrap? trap = Assert.Throws<PtxTrap>(() => new Snippet(instruction) { Block = (1, 1, 1) }.Run(("data", new int[4])));
        Assert.That(trap!.Message, Does.Contain("out of bounds").And.Contain(instruction).And.Contain(region).And
            .Contain("block (0, 0, 0), thread (0, 0, 0)"));
    }

    [Test]
    public void Shared_out_of_bounds() =>
        Traps(".shared .align 4 .b8 tile[64]; mov.u64 %rd1, tile; st.shared.u32 [%rd1+64], %r1;", "shared access out of bounds");

    [Test]
    public void Local_out_of_bounds() =>
        Traps(".local .align 4 .b8 depot[16]; mov.u64 %rd1, depot; st.local.u32 [%rd1+16], %r1;", "local access out of bounds");

    [TestCase("ld.global.v4.f32 {%f1, %f2, %f3, %f4}, [data+4];")]
    [TestCase("ld.global.v2.f32 {%f1, %f2}, [data+4];")]
    [TestCase("ld.global.u64 %rd1, [data+4];")]
    [TestCase("st.global.u16 [data+1], %rs1;")]
    public void Misaligned(string instruction) => Traps(instruction, "misaligned");

    [Test]
    public unsafe void A_read_only_region_cannot_be_written()
    {
        PtxModule module = PtxModule.Parse("""
            .version 7.0
            .target sm_80
            .address_size 64
            .visible .entry writes(.param .u64 p)
            { .reg .u64 %rd<2>; ld.param.u64 %rd1, [p]; st.global.u32 [%rd1], 1; ret; }
            """);
        int value = 5;
        ulong address = (ulong)&value;
        PtxLaunch launch = new(module)
        {
            Parameters = BitConverter.GetBytes(address),
            Regions = [new MemoryRegion("weights", address, 4, Writable: false)],
        };
        Assert.That(() => launch.Run(), Throws.InstanceOf<PtxTrap>().With.Message.Contains("read-only weights"));
        Assert.That(value, Is.EqualTo(5));
    }

    [Test]
    public void Generic_addresses_reach_shared_and_local_memory()
    {
        int[] output = new int[2];
        new Snippet("""
            .shared .align 4 .b8 tile[8];
            .local .align 4 .b8 depot[8];
            cvta.shared.u64 %rd1, 4;
            cvta.local.u64 %rd2, 4;
            st.u32 [%rd1], 11;
            st.u32 [%rd2], 22;
            ld.shared.u32 %r1, [tile+4];
            cvta.to.local.u64 %rd3, %rd2;
            ld.local.u32 %r2, [%rd3];
            st.v2.u32 [output], {%r1, %r2};
            """).Run(("output", output));
        Assert.That(output, Is.EqualTo([11, 22]));
    }

    [Test]
    public void Small_types_extend_by_their_sign()
    {
        sbyte[] input = [-3, 5];
        int[] output = new int[2];
        new Snippet("""
            ld.global.s8 %r1, [input];
            ld.global.u8 %r2, [input];
            st.global.u32 [output], %r1;
            st.global.u32 [output+4], %r2;
            """).Run(("input", input), ("output", output));
        Assert.That(output, Is.EqualTo([-3, 253]));
    }

    [Test]
    public void An_endless_loop_hits_the_step_limit() => Traps("LOOP: bra LOOP;", "endless loop");

    private static void Traps(string body, string message) => Assert.That(
        () => new Snippet(body).Run(("data", new int[16])),
        Throws.InstanceOf<PtxTrap>().With.Message.Contains(message));
}
