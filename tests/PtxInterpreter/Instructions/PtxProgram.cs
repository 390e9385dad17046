namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>
/// A kernel ready to execute. Constants and special registers have slots of their own behind the declared registers, so
/// that every operand of a step is a slot.
/// </summary>
/// <param name="Steps">One step for each instruction.</param>
/// <param name="InitialRegisters">What every thread starts with; declared registers hold a pattern, as on a device they hold
/// whatever was there before.</param>
/// <param name="SpecialRegisters">Slots to fill when a thread starts.</param>
internal sealed record PtxProgram(
    Step[] Steps, ulong[] InitialRegisters, (int Slot, Func<ThreadState, ulong> Read)[] SpecialRegisters);
