using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;

namespace SqueezeBert.Gpu.Devices;

/// <summary>
/// Ordinary memory in the shape of an ILGPU buffer, so that views can lie in it. It has no accelerator, as ILGPU's own buffers
/// over arrays have none: a context would take longer to create than a small model to run.
/// </summary>
internal sealed unsafe class HostBuffer : MemoryBuffer
{
    /// <summary>Bytes: a cache line, which is also the widest register.</summary>
    public const int Alignment = 64;

    private readonly Action? giveBack;

    /// <summary>Allocates memory, contents undefined.</summary>
    /// <param name="length">Elements, at least 1.</param>
    /// <param name="elementSize">Bytes of one.</param>
    public HostBuffer(long length, int elementSize)
        : base(null!, length, elementSize) =>
        NativePtr = (nint)NativeMemory.AlignedAlloc(checked((nuint)length * (nuint)elementSize), Alignment);

    /// <summary>A buffer in memory that somebody else allocated.</summary>
    /// <param name="length">Elements, at least 1.</param>
    /// <param name="elementSize">Bytes of one.</param>
    /// <param name="memory">Where.</param>
    /// <param name="giveBack">Called once, when the buffer does not need it any more.</param>
    public HostBuffer(long length, int elementSize, nint memory, Action giveBack)
        : base(null!, length, elementSize)
    {
        NativePtr = memory;
        this.giveBack = giveBack;
    }

    /// <inheritdoc/>
    protected override void MemSet(AcceleratorStream stream, byte value, in ArrayView<byte> targetView) => throw NoStream();

    /// <inheritdoc/>
    protected override void CopyFrom(
        AcceleratorStream stream, in ArrayView<byte> sourceView, in ArrayView<byte> targetView) => throw NoStream();

    /// <inheritdoc/>
    protected override void CopyTo(
        AcceleratorStream stream, in ArrayView<byte> sourceView, in ArrayView<byte> targetView) => throw NoStream();

    /// <inheritdoc/>
    protected override void DisposeAcceleratorObject(bool disposing)
    {
        if (giveBack is null)
        {
            NativeMemory.AlignedFree((void*)NativePtr);
        }
        else
        {
            giveBack();
        }

        NativePtr = 0;
    }

    private static NotSupportedException NoStream() => new("memory of the CPU device has no stream; the device copies it");
}
