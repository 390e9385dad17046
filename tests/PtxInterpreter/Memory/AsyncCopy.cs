namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>A copy to shared memory on its way.</summary>
internal sealed record AsyncCopy(ulong To, byte[] Data, PtxInstruction Source);
