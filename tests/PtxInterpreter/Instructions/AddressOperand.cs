namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary><c>[base + offset]</c> with its base in a register slot.</summary>
internal readonly record struct AddressOperand(int Base, ulong Offset)
{
    public ulong In(ThreadState thread) => thread.Registers[Base] + Offset;
}
