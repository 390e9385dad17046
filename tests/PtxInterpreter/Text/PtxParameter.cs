namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>A kernel parameter. Source: PTX ISA, "Kernel Function Parameters".</summary>
/// <param name="Name">Its name in the text.</param>
/// <param name="Offset">Its first byte in the parameter block.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Alignment">Its alignment in bytes.</param>
public sealed record PtxParameter(string Name, int Offset, int Size, int Alignment);
