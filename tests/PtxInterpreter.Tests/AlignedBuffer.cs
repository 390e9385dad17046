using System.Runtime.InteropServices;

namespace SqueezeBert.Gpu.PtxInterpreter.Tests;

/// <summary>A copy of an array, aligned as on devices; <see cref="CopyBack"/> updates the array.</summary>
internal sealed unsafe class AlignedBuffer : IDisposable
{
    private const int DeviceAlignment = 256;

    private readonly Array array;
    private readonly byte* memory;

    public AlignedBuffer(Array array)
    {
        this.array = array;
        Bytes = array.Length * Marshal.SizeOf(array.GetType().GetElementType()!);
        memory = (byte*)NativeMemory.AlignedAlloc((nuint)Bytes, DeviceAlignment);
        ArrayBytes.CopyTo(new Span<byte>(memory, Bytes));
    }

    public int Bytes { get; }

    public ulong Address => (ulong)memory;

    private Span<byte> ArrayBytes => MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(array), Bytes);

    public void CopyBack() => new Span<byte>(memory, Bytes).CopyTo(ArrayBytes);

    public void Dispose() => NativeMemory.AlignedFree(memory);
}
