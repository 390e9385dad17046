using ILGPU;
using ILGPU.Backends;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Devices.Caching;
using SqueezeBert.Gpu.Kernels.Tests.Devices.Caching;
using SqueezeBert.Gpu.Kernels.Tests.Problems;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Kernels.Tests.Devices;

/// <summary>Kernels that a driver loads while others are compiled: what fails, who shares them, and the end of the device.</summary>
[TestFixtureSource(typeof(AllRunners), nameof(AllRunners.Fixtures))]
public sealed class LoadingTests(Runner runner) : DeviceFixture(runner)
{
    private const int Rows = 3;
    private const int Entries = 70;

    private static readonly float[] Input = new RandomNumbers(7).Normal(Rows * Entries);

    private bool HasDriver => Device.GetType() == typeof(ComputeDevice) && Device.Kind is DeviceKind.OpenCL or DeviceKind.Cuda;

    [Test]
    public void A_kernel_that_the_driver_refuses_fails_when_loading_is_finished_and_others_are_usable()
    {
        if (!HasDriver)
        {
            Assert.That(Device.FinishLoading, Throws.Nothing);
            return;
        }

        using var folder = new ScratchFolder();
        var options = new DeviceOptions { KernelCacheFolder = folder.Root };
        using ComputeDevice device = ComputeDevices.Open(Device.Kind, options);
        var store = new KernelStore(folder.Root);
        KernelKey key = new KernelKeys(device.Accelerator.GetBackend()).Of(PtxTarget.KernelOf(recorder => _ = new Softmax(recorder)));
        store.Keep(key, new KeptKernel("no language of any driver", 0, false, TimeSpan.Zero));

        var refused = new Softmax(device);
        var other = new L2Normalize(device);
        Assert.That(
            device.FinishLoading,
            Throws.TypeOf<DeviceException>().With.Message.StartsWith($"{Device.Description.Name}: the driver refuses the kernel ")
                .And.Message.Match($@"{typeof(Softmax)}\.\w+: (CUDA_ERROR|CL)_\w+")
                .And.InnerException.InstanceOf<AcceleratorException>());
        Assert.That(device.FinishLoading, Throws.Nothing, "what failed is forgotten");
        Assert.That(() => Run(device, refused), Throws.TypeOf<DeviceException>(), "it cannot be launched");
        using (DeviceBuffer<float> x = device.Upload<float>(Input))
        {
            other.Run(new L2NormalizeArguments { Input = x.View, Output = x.View, T = Rows, C = Entries });
            device.Synchronize();
        }

        File.Delete(store.PathOf(key));
        var compiled = new Softmax(device);
        device.FinishLoading();
        Assert.That(Run(device, compiled), Is.EqualTo(Run(Device, new Softmax(Device))), "the same program on the same numbers");
        Assert.That(device.Dispose, Throws.Nothing, "nothing is left of what was refused");
    }

    [Test]
    public void Several_threads_make_operators_of_one_device_at_once()
    {
        if (!HasDriver)
        {
            return;
        }

        using ComputeDevice device = ComputeDevices.Open(Device.Kind, new DeviceOptions { KeepsKernels = false });
        var operators = new Softmax[4];
        Parallel.For(0, operators.Length, i =>
        {
            operators[i] = new Softmax(device);
            _ = i % 2 == 0 ? (object)new LayerNorm<Identity>(device) : new L2Normalize(device);
            device.FinishLoading();
        });
        float[] expected = Run(Device, new Softmax(Device));
        Assert.Multiple(() =>
        {
            Assert.That(operators.Select(softmax => Run(device, softmax)), Is.All.EqualTo(expected));
            Assert.That(device.KernelCache.Compiled, Is.EqualTo(3), "operators of one kind share a kernel");
            Assert.That(device.CompilationTime, Is.GreaterThan(TimeSpan.Zero));
        });
    }

    [Test]
    public void A_device_can_be_disposed_of_while_kernels_are_loaded()
    {
        if (!HasDriver)
        {
            return;
        }

        ComputeDevice device = ComputeDevices.Open(Device.Kind, new DeviceOptions { KeepsKernels = false });
        _ = new Softmax(device);
        _ = new L2Normalize(device);
        Assert.That(device.Dispose, Throws.Nothing);
    }

    private static float[] Run(ComputeDevice device, Softmax softmax)
    {
        using DeviceBuffer<float> x = device.Upload<float>(Input);
        using DeviceBuffer<float> y = device.Allocate<float>(Input.Length);
        softmax.Run(new SoftmaxArguments { Input = x.View, Output = y.View, T = Rows, C = Entries });
        device.Synchronize();
        return y.ToArray();
    }
}
