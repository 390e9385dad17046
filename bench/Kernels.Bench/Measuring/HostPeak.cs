using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels.Bench.Measuring;

/// <summary>The peak of the CPU device: all its threads, and the widest registers that its operators use.</summary>
internal static class HostPeak
{
    // Chains of multiply-adds that do not wait for each other: two a cycle, each done after four or five. With the two constants
    // they fit the sixteen registers of AVX2.
    private const int Chains = 12;

    private const int Rounds = 1 << 14;
    private const int ItemsPerThread = 32;

    // More than the caches of a server's socket hold.
    private const long Floats = 1L << 26;

    private const int FloatsPerItem = 1 << 18;

    /// <summary>Measures it.</summary>
    public static DevicePeak Measure(ComputeDevice device)
    {
        HostThreads threads = device.Threads;
        PeakJob multiply = HostVectors.Dispatch<MultiplyFactory, PeakJob>(default);
        int items = threads.Count * ItemsPerThread;
        double operations = Peaks.BestRate(items * multiply.AmountOfItem, () => threads.Run(multiply, items));

        using DeviceBuffer<float> memory = device.Allocate<float>(Floats);
        PeakJob read = HostVectors.Dispatch<ReadFactory, PeakJob>(new ReadFactory(memory.View));
        const int Slices = (int)(Floats / FloatsPerItem);
        double bytes = Peaks.BestRate(Slices * read.AmountOfItem, () => threads.Run(read, Slices));
        return new DevicePeak(operations, bytes);
    }

    private readonly struct MultiplyFactory : ILanesConsumer<PeakJob>
    {
        public PeakJob Use<TLanes>()
            where TLanes : struct, ILanes<TLanes> => new MultiplyJob<TLanes>();
    }

    private readonly struct ReadFactory(ArrayView<float> memory) : ILanesConsumer<PeakJob>
    {
        public PeakJob Use<TLanes>()
            where TLanes : struct, ILanes<TLanes> => new ReadJob<TLanes>(memory);
    }

    private abstract class PeakJob : HostJob
    {
        /// <summary>Operations or bytes of an item.</summary>
        public abstract double AmountOfItem { get; }

        /// <summary>What was computed, kept so that computing it is not left out.</summary>
        public float Kept { get; protected set; }
    }

    private sealed class MultiplyJob<TLanes> : PeakJob
        where TLanes : struct, ILanes<TLanes>
    {
        public override double AmountOfItem => 2.0 * Rounds * Chains * TLanes.Count;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public override void Execute(int item, int worker)
        {
            TLanes factor = TLanes.Constant(0.5f);
            TLanes a = TLanes.Constant(1), b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a, k = a, l = a;
            TLanes one = a;
            for (int round = 0; round < Rounds; round++)
            {
                a = TLanes.MultiplyAdd(a, factor, one);
                b = TLanes.MultiplyAdd(b, factor, one);
                c = TLanes.MultiplyAdd(c, factor, one);
                d = TLanes.MultiplyAdd(d, factor, one);
                e = TLanes.MultiplyAdd(e, factor, one);
                f = TLanes.MultiplyAdd(f, factor, one);
                g = TLanes.MultiplyAdd(g, factor, one);
                h = TLanes.MultiplyAdd(h, factor, one);
                i = TLanes.MultiplyAdd(i, factor, one);
                j = TLanes.MultiplyAdd(j, factor, one);
                k = TLanes.MultiplyAdd(k, factor, one);
                l = TLanes.MultiplyAdd(l, factor, one);
            }

            Kept = TLanes.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
        }
    }

    private sealed unsafe class ReadJob<TLanes> : PeakJob
        where TLanes : struct, ILanes<TLanes>
    {
        private readonly float* memory;

        // Pages that were never written all map to one page of zeros, which a cache holds.
        public ReadJob(ArrayView<float> view)
        {
            memory = HostMemory.Pointer(view);
            for (long i = 0; i < Floats; i += FloatsPerItem)
            {
                new Span<float>(memory + i, FloatsPerItem).Fill(1);
            }
        }

        public override double AmountOfItem => (double)FloatsPerItem * sizeof(float);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public override void Execute(int item, int worker)
        {
            float* source = memory + ((long)item * FloatsPerItem);
            TLanes a = TLanes.Constant(0), b = a, c = a, d = a;
            for (int i = 0; i < FloatsPerItem; i += 4 * TLanes.Count)
            {
                a += TLanes.Load(source + i);
                b += TLanes.Load(source + i + TLanes.Count);
                c += TLanes.Load(source + i + (2 * TLanes.Count));
                d += TLanes.Load(source + i + (3 * TLanes.Count));
            }

            Kept = TLanes.Sum(a + b + c + d);
        }
    }
}
