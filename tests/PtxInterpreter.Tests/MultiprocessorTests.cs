namespace SqueezeBert.Gpu.PtxInterpreter.Tests;

/// <summary>Resident blocks by each of the limits, counted by hand.</summary>
internal sealed class MultiprocessorTests
{
    // Blocks, then warps: all that there may be.
    [TestCase(80, 32, 16, 0, ExpectedResult = 32)]
    [TestCase(86, 32, 16, 0, ExpectedResult = 16)]
    [TestCase(89, 32, 16, 0, ExpectedResult = 24)]
    [TestCase(90, 1024, 32, 0, ExpectedResult = 2)]
    [TestCase(75, 1024, 32, 0, ExpectedResult = 1)]
    [TestCase(86, 512, 32, 0, ExpectedResult = 3)]

    // Registers: 64 of a thread are 2048 of a warp, 8 warps of each part; 65 are allotted as 72, which makes 7; 255 as 256.
    [TestCase(80, 128, 64, 0, ExpectedResult = 8)]
    [TestCase(80, 128, 65, 0, ExpectedResult = 7)]
    [TestCase(80, 128, 255, 0, ExpectedResult = 2)]
    [TestCase(80, 64, 255, 0, ExpectedResult = 4)]

    // Shared memory: 48 KiB and 1 KiB for the system, of 164, 100 and 228; of 96 and 64 without that.
    [TestCase(80, 128, 32, 48 * 1024, ExpectedResult = 3)]
    [TestCase(86, 128, 32, 48 * 1024, ExpectedResult = 2)]
    [TestCase(90, 128, 32, 48 * 1024, ExpectedResult = 4)]
    [TestCase(70, 128, 32, 48 * 1024, ExpectedResult = 2)]
    [TestCase(75, 128, 32, 48 * 1024, ExpectedResult = 1)]
    public int Blocks(int sm, int threads, int registers, int sharedBytes) =>
        Multiprocessor.Of(sm).BlocksOf(threads, registers, sharedBytes);

    [Test]
    public void Every_architecture_is_known() =>
        Assert.That(PtxCompiler.Architectures.Select(Multiprocessor.Of), Has.All.Not.Null);

    [Test]
    public void Others_are_refused() => Assert.That(() => Multiprocessor.Of(60), Throws.TypeOf<ArgumentOutOfRangeException>());
}
