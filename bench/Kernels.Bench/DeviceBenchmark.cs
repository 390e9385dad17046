using BenchmarkDotNet.Attributes;
using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Kernels.Bench.Measuring;

namespace SqueezeBert.Gpu.Kernels.Bench;

/// <summary>A benchmark of one operator on every real device of this machine (the simulator proves, it does not serve).</summary>
public abstract class DeviceBenchmark
{
    private const int Seed = 1;

    private readonly List<IDisposable> owned = [];
    private readonly Random random = new(Seed);
    private ComputeDevice? device;

    /// <summary>The devices of this machine.</summary>
    public static IEnumerable<DeviceKind> Devices => ComputeDevices.List().Devices
        .Select(description => description.Kind).Where(kind => kind != DeviceKind.Simulator).Distinct();

    /// <summary>The device under test.</summary>
    [ParamsSource(nameof(Devices))]
    public DeviceKind Kind { get; set; }

    /// <summary>What one launch has to do; computed from the parameters alone.</summary>
    public abstract Work Work { get; }

    /// <summary>The open device.</summary>
    protected ComputeDevice Device => device ?? throw new InvalidOperationException("the benchmark was not set up");

    /// <summary>Opens the device and lets the benchmark prepare its operator.</summary>
    [GlobalSetup]
    public void Open()
    {
        device = ComputeDevices.Open(Kind);
        Prepare();
    }

    /// <summary>Releases everything.</summary>
    [GlobalCleanup]
    public void Close()
    {
        owned.ForEach(one => one.Dispose());
        owned.Clear();
        device?.Dispose();
    }

    /// <summary>Compiles the operator and makes its tensors.</summary>
    protected abstract void Prepare();

    /// <summary>Keeps something alive until the benchmark ends.</summary>
    protected T Own<T>(T resource)
        where T : IDisposable
    {
        owned.Add(resource);
        return resource;
    }

    /// <summary>A tensor of random numbers on the device.</summary>
    protected ArrayView<float> Tensor(long length) => Own(Device.Upload<float>(Numbers(length))).View;

    /// <summary>Integers on the device.</summary>
    protected ArrayView<int> Integers(ReadOnlySpan<int> values) => Own(Device.Upload(values)).View;

    /// <summary>Random integers on the device, from 0 on.</summary>
    protected ArrayView<int> Integers(int length, int limit)
    {
        int[] values = new int[length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = random.Next(limit);
        }

        return Integers(values);
    }

    /// <summary>Uniform random numbers in [-1, 1).</summary>
    protected float[] Numbers(long length)
    {
        float[] values = new float[length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (random.NextSingle() * 2) - 1;
        }

        return values;
    }
}
