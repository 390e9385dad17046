using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels.Tests.Devices;

/// <summary>Buffers that lie side by side: each has its own memory, whatever becomes of its neighbours.</summary>
[Category("Host")]
public sealed class HostHeapTests
{
    // More than one piece, and one buffer longer than a piece.
    private static readonly int[] Lengths = [1, 63, 64, 65, 100_000, 5_000_000, 7, 4_000_000, 9_000_001, 3];

    private const int LargePage = 2 * 1024 * 1024;

    [Test]
    public unsafe void Buffers_are_aligned_and_do_not_overlap()
    {
        HostBuffer[] buffers = Array.ConvertAll(Lengths, length => HostHeap.Allocate(length, sizeof(float)));
        for (int i = 0; i < buffers.Length; i++)
        {
            Assert.That((long)buffers[i].NativePtr % HostBuffer.Alignment, Is.Zero);
            Span(buffers[i]).Fill(i);
        }

        for (int i = 0; i < buffers.Length; i++)
        {
            Assert.That(Span(buffers[i]).Length, Is.EqualTo(Lengths[i]));
            Assert.That(Span(buffers[i]).ContainsAnyExcept(i), Is.False, $"buffer {i}");
        }

        Array.ForEach(buffers, buffer => buffer.Dispose());
    }

    [Test]
    public unsafe void Buffers_outlive_their_neighbours()
    {
        var random = new Random(1);
        var alive = new List<(HostBuffer Buffer, int Value)>();
        for (int round = 0; round < 200; round++)
        {
            HostBuffer buffer = HostHeap.Allocate(random.Next(1, 500_000), sizeof(float));
            Span(buffer).Fill(round);
            alive.Add((buffer, round));
            if (alive.Count > 20)
            {
                (HostBuffer gone, int value) = alive[random.Next(alive.Count)];
                Assert.That(Span(gone).ContainsAnyExcept(value), Is.False, $"buffer {value}");
                alive.Remove((gone, value));
                gone.Dispose();
            }
        }

        foreach ((HostBuffer buffer, int value) in alive)
        {
            Assert.That(Span(buffer).ContainsAnyExcept(value), Is.False, $"buffer {value}");
            buffer.Dispose();
        }
    }

    [Test]
    public void Several_threads_may_allocate_and_dispose() => Parallel.For(0, 16, thread =>
    {
        for (int round = 0; round < 50; round++)
        {
            using HostBuffer buffer = HostHeap.Allocate(10_000 + round, sizeof(float));
            Span(buffer).Fill(thread);
            Assert.That(Span(buffer).ContainsAnyExcept(thread), Is.False);
        }
    });

    [TestCase(1, HostBuffer.Alignment)]
    [TestCase(100_000, HostBuffer.Alignment)]
    [TestCase(524_288, LargePage)]
    [TestCase(600_001, LargePage)]
    public void Buffers_apart_begin_a_large_page_if_they_fill_one(int length, int alignment)
    {
        using HostBuffer buffer = HostHeap.AllocateApart(length, sizeof(float));
        using HostBuffer other = HostHeap.AllocateApart(length, sizeof(float));
        Span(buffer).Fill(1);
        Span(other).Fill(2);
        Assert.That(Span(buffer).ContainsAnyExcept(1), Is.False);
        Assert.That((long)buffer.NativePtr % alignment, Is.Zero);
    }

    [Test]
    public void Sizes_that_overflow_are_refused() => Assert.Multiple(() =>
    {
        Assert.That(() => HostHeap.AllocateApart(long.MaxValue, sizeof(float)), Throws.TypeOf<OverflowException>());
        Assert.That(() => HostHeap.AllocateApart(long.MaxValue, sizeof(ushort)), Throws.TypeOf<OverflowException>());
        Assert.That(() => HostHeap.Allocate(long.MaxValue, sizeof(ushort)), Throws.TypeOf<OverflowException>());
    });

    private static unsafe Span<float> Span(HostBuffer buffer) => new((void*)buffer.NativePtr, (int)buffer.Length);
}
