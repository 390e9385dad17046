using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace SqueezeBert.Gpu.PtxInterpreter.Tests;

/// <summary>ILGPU's CPU accelerator, used for its buffers alone.</summary>
internal sealed class HostDevice : IDisposable
{
    private readonly Context context;
    private readonly CPUAccelerator accelerator;

    public HostDevice()
    {
        context = Context.Create(builder => builder.CPU());
        accelerator = context.CreateCPUAccelerator(0);
    }

    public MemoryBuffer1D<T, Stride1D.Dense> Upload<T>(params T[] data)
        where T : unmanaged => accelerator.Allocate1D(data);

    public MemoryBuffer1D<T, Stride1D.Dense> Allocate<T>(int length)
        where T : unmanaged => accelerator.Allocate1D(new T[length]);

    public void Dispose()
    {
        accelerator.Dispose();
        context.Dispose();
    }
}
