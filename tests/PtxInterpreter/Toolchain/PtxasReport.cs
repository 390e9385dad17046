namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>What NVIDIA's assembler says about a kernel.</summary>
/// <param name="Error">Its messages when it refused the text, else null.</param>
/// <param name="Registers">Registers of a thread.</param>
/// <param name="SpillStoreBytes">Bytes of registers stored to local memory for want of registers.</param>
/// <param name="SpillLoadBytes">Bytes loaded back.</param>
/// <param name="StackBytes">The stack frame of a thread.</param>
/// <param name="SharedBytes">Static shared memory of a block.</param>
/// <param name="Cubin">The machine code, in the ELF file that a driver would load.</param>
public sealed record PtxasReport(
    string? Error,
    int Registers,
    int SpillStoreBytes,
    int SpillLoadBytes,
    int StackBytes,
    int SharedBytes,
    ReadOnlyMemory<byte> Cubin);
