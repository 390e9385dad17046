namespace SqueezeBert.Gpu.PtxInterpreter.Tests;

/// <summary>Shuffles, votes and barrier reductions.</summary>
internal sealed class WarpTests
{
    [TestCase("shfl.sync.bfly.b32 %r2, %r1, 1, 31, 0xffffffff;", 5, 4)]
    [TestCase("shfl.sync.down.b32 %r2, %r1, 3, 31, 0xffffffff;", 5, 8)]
    [TestCase("shfl.sync.down.b32 %r2, %r1, 3, 31, 0xffffffff;", 30, 30, Description = "beyond the warp a lane keeps its own")]
    [TestCase("shfl.sync.up.b32 %r2, %r1, 3, 0, 0xffffffff;", 5, 2)]
    [TestCase("shfl.sync.up.b32 %r2, %r1, 3, 0, 0xffffffff;", 2, 2)]
    [TestCase("shfl.sync.idx.b32 %r2, %r1, 7, 31, 0xffffffff;", 20, 7)]
    [TestCase("shfl.sync.idx.b32 %r2, %r1, 2, 0x181f, 0xffffffff;", 20, 18, Description = "segments of 8 lanes")]
    [TestCase("shfl.sync.bfly.b32 %r2|%p1, %r1, 1, 31, 0xffffffff; selp.b32 %r2, 1, 0, %p1;", 20, 1)]
    [TestCase("setp.lt.u32 %p1, %r1, 2; vote.sync.ballot.b32 %r2, %p1, 0xffffffff;", 20, 3)]
    [TestCase("setp.lt.u32 %p1, %r1, 2; vote.sync.any.pred %p2, %p1, 0xffffffff; selp.b32 %r2, 1, 0, %p2;", 20, 1)]
    [TestCase("setp.lt.u32 %p1, %r1, 2; vote.sync.all.pred %p2, !%p1, 0xffffffff; selp.b32 %r2, 1, 0, %p2;", 20, 0)]
    [TestCase("setp.lt.u32 %p1, %r1, 2; bar.red.popc.u32 %r2, 0, %p1;", 20, 2)]
    [TestCase("setp.lt.u32 %p1, %r1, 2; bar.red.and.pred %p2, 0, %p1; selp.b32 %r2, 1, 0, %p2;", 20, 0)]
    public void Lanes_exchange(string instruction, int lane, int expected) =>
        Assert.That(Run(instruction, 32)[lane], Is.EqualTo(expected));

    [Test]
    public void Lanes_named_by_a_mask_go_on_without_the_others()
    {
        int[] output = Run("setp.lt.u32 %p1, %r1, 16; mov.u32 %r2, 77; @%p1 shfl.sync.bfly.b32 %r2, %r1, 1, 31, 0xffff;", 32);
        Assert.That(output, Is.EqualTo(Enumerable.Range(0, 32).Select(lane => lane < 16 ? lane ^ 1 : 77)));
    }

    [Test]
    public void A_shuffle_from_a_lane_that_is_not_there_traps() => Assert.That(
        () => Run("shfl.sync.bfly.b32 %r2, %r1, 16, 31, 0xffffffff;", 20),
        Throws.InstanceOf<PtxTrap>().With.Message.Contains("not there"));

    private static int[] Run(string instruction, int threads)
    {
        int[] output = new int[threads];
        new Snippet($"""
            mov.u32 %r1, %tid.x;
            {instruction}
            mul.wide.u32 %rd1, %r1, 4;
            add.u64 %rd1, output, %rd1;
            st.global.u32 [%rd1], %r2;
            """)
        { Block = (threads, 1, 1) }.Run(("output", output));
        return output;
    }
}
