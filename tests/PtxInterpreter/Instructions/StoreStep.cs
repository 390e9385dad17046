using System.Runtime.CompilerServices;

namespace SqueezeBert.Gpu.PtxInterpreter;

internal sealed unsafe class StoreStep(PtxInstruction source) : Step(source)
{
    /// <summary>One slot for each element of the vector.</summary>
    public required int[] From { get; init; }

    public required AddressOperand Address { get; init; }

    public required StateSpace Space { get; init; }

    public required int ElementBytes { get; init; }

    public override Flow Execute(ThreadState thread)
    {
        byte* memory = thread.Access(Space, Address.In(thread), ElementBytes * From.Length, AccessMode.Write, Source);
        foreach (int slot in From)
        {
            Write(memory, ElementBytes, thread.Registers[slot]);
            memory += ElementBytes;
        }
        return Flow.Next;
    }

    public static void Write(byte* memory, int bytes, ulong value)
    {
        switch (bytes)
        {
            case 4:
                Unsafe.WriteUnaligned(memory, (uint)value);
                break;
            case 8:
                Unsafe.WriteUnaligned(memory, value);
                break;
            case 2:
                Unsafe.WriteUnaligned(memory, (ushort)value);
                break;
            default:
                *memory = (byte)value;
                break;
        }
    }
}
