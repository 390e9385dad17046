using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>The shared memory of one block, reused from block to block and filled with garbage for each.</summary>
internal sealed unsafe class SharedMemory(int bytes)
{
    private readonly byte[] memory = GC.AllocateArray<byte>(Math.Max(bytes, 1), pinned: true);
    private readonly AccessShadow shadow = new(bytes);

    public int Length => bytes;

    public void Reset(Random garbage)
    {
        garbage.NextBytes(memory);
        shadow.Clear();
    }

    public byte* Access(ThreadState thread, ulong address, int count, AccessMode mode, PtxInstruction source)
    {
        if (address > (ulong)bytes || (ulong)count > (ulong)bytes - address)
        {
            throw new PtxTrap($"shared access out of bounds, the block has {bytes} bytes").At(thread, source, address, count);
        }
        Conflict conflict = shadow.Record((long)address, count, mode, thread, mustBeWritten: true);
        if (conflict.Kind != HazardKind.None)
        {
            thread.Launch.Hazards.Add(conflict, $"shared[{address}]", thread, source);
        }
        return (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(memory)) + address;
    }
}
