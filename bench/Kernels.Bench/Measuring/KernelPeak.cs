using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels.Bench.Measuring;

/// <summary>The peak of a device that runs ILGPU kernels: its float32 units, not its tensor cores.</summary>
internal static class KernelPeak
{
    private const int GroupSize = 256;
    private const int Groups = 4096;
    private const int Threads = Groups * GroupSize;
    private const int Chains = 8;
    private const int Rounds = 512;
    private const int FloatsPerThread = 64;

    // A fast GPU is done with a launch in less time than it takes to launch and to wait: an attempt is as many as last a while.
    private const double SecondsOfAttempt = 0.02;
    private const int MostLaunches = 256;

    /// <summary>Measures it.</summary>
    public static DevicePeak Measure(ComputeDevice device)
    {
        using DeviceBuffer<float> memory = device.Allocate<float>((long)Threads * FloatsPerThread);
        using DeviceBuffer<float> results = device.Allocate<float>(Threads);
        memory.View.MemSetToZero();
        var shape = new KernelConfig(Groups, GroupSize);
        var multiply = device.Accelerator.LoadStreamKernel<ArrayView<float>, float, float>(Multiply);
        var read = device.Accelerator.LoadStreamKernel<ArrayView<float>, ArrayView<float>>(Read);
        double operations = Rate(device, 2.0 * Threads * Rounds * Chains, () => multiply(shape, results.View, 0.5f, 1));
        double bytes = Rate(
            device, (double)Threads * FloatsPerThread * sizeof(float), () => read(shape, memory.View, results.View));
        return new DevicePeak(operations, bytes);
    }

    /// <summary>The best rate at which a device does launches that follow each other.</summary>
    /// <param name="device">The device.</param>
    /// <param name="amount">What a launch does.</param>
    /// <param name="launch">Launches once.</param>
    public static double Rate(ComputeDevice device, double amount, Action launch)
    {
        double once = 1 / Peaks.BestRate(1, () => Launch(device, 1, launch));
        int launches = (int)Math.Clamp(SecondsOfAttempt / once, 1, MostLaunches);
        return Peaks.BestRate(amount * launches, () => Launch(device, launches, launch));
    }

    private static void Launch(ComputeDevice device, int count, Action launch)
    {
        for (int i = 0; i < count; i++)
        {
            launch();
        }

        device.Synchronize();
    }

    private static void Multiply(ArrayView<float> results, float factor, float one)
    {
        float a = one, b = one, c = one, d = one, e = one, f = one, g = one, h = one;
        for (int round = 0; round < Rounds; round++)
        {
            a = (a * factor) + one;
            b = (b * factor) + one;
            c = (c * factor) + one;
            d = (d * factor) + one;
            e = (e * factor) + one;
            f = (f * factor) + one;
            g = (g * factor) + one;
            h = (h * factor) + one;
        }

        results[Grid.GlobalIndex.X] = a + b + c + d + e + f + g + h;
    }

    // Neighbouring threads read neighbouring floats.
    private static void Read(ArrayView<float> memory, ArrayView<float> results)
    {
        int thread = Grid.GlobalIndex.X;
        float sum = 0;
        for (int i = 0; i < FloatsPerThread; i++)
        {
            sum += memory[thread + ((long)i * Threads)];
        }

        results[thread] = sum;
    }
}
