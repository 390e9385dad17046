using ILGPU;
using ILGPU.Runtime;

namespace SqueezeBert.Gpu.PtxInterpreter.Tests;

/// <summary>Kernels that ILGPU has compiled against plain C#.</summary>
internal sealed class InterpretedKernelTests
{
    // float32 sums of up to a few hundred terms below 10, in another order.
    private const float SumTolerance = 1e-4f;

    private readonly HostDevice device = new();

    [OneTimeTearDown]
    public void TearDown() => device.Dispose();

    [Test]
    public void Elementwise_with_functors([Values(70, 90)] int sm)
    {
        AssertElementwise(default(Relu), sm);
        AssertElementwise(new Affine(2f, -1f), sm);
        AssertElementwise(new Chain<Relu, Affine>(default, new Affine(3f, 0.5f)), sm);
        AssertElementwise(new Chain<Chain<Affine, Relu>, Relu>(new(new Affine(-1f, 0f), default), default), sm);
        AssertElementwise(default(Sigmoid), sm);
    }

    [Test]
    public void Shared_memory_reduction()
    {
        float[] input = Floats(256);
        float[] expected = [.. input.Chunk(SharedSum.Size).Select(chunk => chunk.Sum())];
        Assert.That(Sum(SharedSum.Run, input), Is.EqualTo(expected).Within(SumTolerance));
    }

    [Test]
    public void Tiled_matrix_product()
    {
        const int M = 19;
        const int N = 35;
        const int K = 21;
        float[] a = Floats(M * K);
        float[] b = Floats(K * N);
        using MemoryBuffer1D<float, Stride1D.Dense> deviceA = device.Upload(a);
        using MemoryBuffer1D<float, Stride1D.Dense> deviceB = device.Upload(b);
        using MemoryBuffer1D<float, Stride1D.Dense> deviceC = device.Allocate<float>(M * N);
        KernelConfig config = new(new Index2D(3, 2), new Index2D(TiledMatMul.Tile, TiledMatMul.Tile));
        InterpretedKernel.Load<TiledMatMul.Args>(TiledMatMul.Run, 80)
            .Launch(config, new TiledMatMul.Args(deviceA.View, deviceB.View, deviceC.View, M, N, K));
        IEnumerable<float> expected =
            from i in Enumerable.Range(0, M)
            from j in Enumerable.Range(0, N)
            select Enumerable.Range(0, K).Sum(k => a[(i * K) + k] * b[(k * N) + j]);
        Assert.That(deviceC.GetAsArray1D(), Is.EqualTo(expected).Within(SumTolerance));
    }

    [Test]
    public void Half_precision_bits()
    {
        // Subnormals, normals, infinities and both signs; 64 divides the count.
        ushort[] input = [.. Enumerable.Range(0, 2048).Select(i => (ushort)(i * 32)).Where(bits => (bits & 0x7fff) <= 0x7c00)];
        Array.Resize(ref input, input.Length / 64 * 64);
        using MemoryBuffer1D<ushort, Stride1D.Dense> source = device.Upload(input);
        using MemoryBuffer1D<float, Stride1D.Dense> byHand = device.Allocate<float>(input.Length);
        using MemoryBuffer1D<float, Stride1D.Dense> byType = device.Allocate<float>(input.Length);
        InterpretedKernel.Load<HalfBits.Args>(HalfBits.Run, 80)
            .Launch(new KernelConfig(input.Length / 64, 64), new HalfBits.Args(source.View, byHand.View, byType.View));
        float[] expected = [.. input.Select(bits => (float)BitConverter.UInt16BitsToHalf(bits))];
        Assert.That(byHand.GetAsArray1D(), Is.EqualTo(expected));
        Assert.That(byType.GetAsArray1D(), Is.EqualTo(expected));
    }

    [Test]
    public void Atomics_from_many_blocks()
    {
        int[] values = [.. Enumerable.Range(0, 128).Select(i => (i * 7) % 50)];
        using MemoryBuffer1D<int, Stride1D.Dense> source = device.Upload(values);
        using MemoryBuffer1D<int, Stride1D.Dense> counts = device.Allocate<int>(4);
        using MemoryBuffer1D<float, Stride1D.Dense> sums = device.Allocate<float>(2);
        Atomics.Args args = new(source.View, counts.View, sums.View);
        KernelConfig config = new(4, 32);
        InterpretedKernel.Load<Atomics.Args>(Atomics.Run, 80).Launch(config, args);
        InterpretedKernel<Atomics.Args> maximum = InterpretedKernel.Load<Atomics.Args>(Atomics.RunMaximum, 80);
        // ILGPU's loop starts with a plain read.
        Assert.That(() => maximum.Launch(config, args), Throws.InstanceOf<PtxHazardException>());
        maximum.TolerateReadsBesideAtomics = true;
        maximum.Launch(config, args);
        Assert.That(counts.GetAsArray1D(), Is.EqualTo(Enumerable.Range(0, 4).Select(r => values.Count(v => v % 4 == r))));
        Assert.That(sums.GetAsArray1D(), Is.EqualTo([values.Sum(), values.Max()]), "integers, so exact");
    }

    [Test]
    public void Shuffles_and_group_reductions([Values(70, 90)] int sm)
    {
        float[] input = Floats(256);
        using MemoryBuffer1D<float, Stride1D.Dense> source = device.Upload(input);
        using MemoryBuffer1D<float, Stride1D.Dense> warps = device.Allocate<float>(8);
        using MemoryBuffer1D<float, Stride1D.Dense> blocks = device.Allocate<float>(2);
        InterpretedKernel.Load<WarpSum.Args>(WarpSum.Run, sm)
            .Launch(new KernelConfig(2, 128), new WarpSum.Args(source.View, warps.View, blocks.View));
        Assert.That(warps.GetAsArray1D(), Is.EqualTo(input.Chunk(32).Select(c => c.Sum())).Within(SumTolerance));
        Assert.That(blocks.GetAsArray1D(), Is.EqualTo(input.Chunk(128).Select(c => c.Sum())).Within(SumTolerance));
    }

    [Test]
    public void Vectors_dynamic_shared_memory_and_local_arrays()
    {
        float[] input = Floats(128);
        using MemoryBuffer1D<float, Stride1D.Dense> source = device.Upload(input);
        KernelConfig config = new(new Index1D(1), new Index1D(32), SharedMemoryConfig.RequestDynamic<Float4>(32));
        InterpretedKernel.Load<Reversal.Args>(Reversal.Run, 80).Launch(config, new Reversal.Args(source.View, 0));
        Assert.That(source.GetAsArray1D(), Is.EqualTo(input.Reverse()));
    }

    private void AssertElementwise<TOp>(TOp op, int sm)
        where TOp : struct, IUnary
    {
        float[] input = Floats(100);
        using MemoryBuffer1D<float, Stride1D.Dense> from = device.Upload(input);
        using MemoryBuffer1D<float, Stride1D.Dense> to = device.Allocate<float>(input.Length);
        Elementwise.Args<TOp> args = new(from.View, op, to.View);
        PtxReport report = InterpretedKernel.Load<Elementwise.Args<TOp>>(Elementwise.Run, sm)
            .Launch(new KernelConfig(4, 32), args);
        Assert.That(report.Steps, Is.GreaterThan(100));
        // The same formula, in which the compiler for the CPU may round x * scale + shift once or twice.
        Assert.That(to.GetAsArray1D(), Is.EqualTo(input.Select(op.Apply)).Within(2).Ulps, typeof(TOp).Name);
    }

    private float[] Sum(Action<SharedSum.Args> kernel, float[] input)
    {
        using MemoryBuffer1D<float, Stride1D.Dense> from = device.Upload(input);
        using MemoryBuffer1D<float, Stride1D.Dense> to = device.Allocate<float>(input.Length / SharedSum.Size);
        InterpretedKernel.Load(kernel, 80)
            .Launch(new KernelConfig(input.Length / SharedSum.Size, SharedSum.Size), new SharedSum.Args(from.View, to.View));
        return to.GetAsArray1D();
    }

    private static float[] Floats(int count)
    {
        Random random = new(count);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 4) - 2)];
    }
}
