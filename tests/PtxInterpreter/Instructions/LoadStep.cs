using System.Runtime.CompilerServices;

namespace SqueezeBert.Gpu.PtxInterpreter;

internal sealed unsafe class LoadStep(PtxInstruction source) : Step(source)
{
    /// <summary>One slot for each element of the vector.</summary>
    public required int[] To { get; init; }

    public required AddressOperand Address { get; init; }

    public required StateSpace Space { get; init; }

    public required int ElementBytes { get; init; }

    public required bool Signed { get; init; }

    public override Flow Execute(ThreadState thread)
    {
        byte* memory = thread.Access(Space, Address.In(thread), ElementBytes * To.Length, AccessMode.Read, Source);
        foreach (int slot in To)
        {
            thread.Registers[slot] = Signed ? ReadSigned(memory) : Read(memory, ElementBytes);
            memory += ElementBytes;
        }
        return Flow.Next;
    }

    public static ulong Read(byte* memory, int bytes) => bytes switch
    {
        4 => Unsafe.ReadUnaligned<uint>(memory),
        8 => Unsafe.ReadUnaligned<ulong>(memory),
        2 => Unsafe.ReadUnaligned<ushort>(memory),
        _ => *memory,
    };

    private ulong ReadSigned(byte* memory) => ElementBytes switch
    {
        4 => (ulong)Unsafe.ReadUnaligned<int>(memory),
        2 => (ulong)Unsafe.ReadUnaligned<short>(memory),
        1 => (ulong)(sbyte)*memory,
        _ => Unsafe.ReadUnaligned<ulong>(memory),
    };
}
