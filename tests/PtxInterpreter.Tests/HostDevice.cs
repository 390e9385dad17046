using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace SqueezeBert.Gpu.PtxInterpreter.Tests;

/// <summary>ILGPU's CPU accelerator, used for its buffers alone.</summary>
internal sealed class HostDevice : IDisposable
{
    private readonly Context _context;
    private readonly CPUAccelerator _accelerator;

    public HostDevice()
    {
        _context = Context.Create(builder => builder.CPU());
        _accelerator = _context.CreateCPUAccelerator(0);
    }

    public MemoryBuffer1D<T, Stride1D.Dense> Upload<T>(params T[] data)
        where T : unmanaged => _accelerator.Allocate1D(data);

    public MemoryBuffer1D<T, Stride1D.Dense> Allocate<T>(int length)
        where T : unmanaged => _accelerator.Allocate1D(new T[length]);

    public void Dispose()
    {
        _accelerator.Dispose();
        _context.Dispose();
    }
}
