using System.Diagnostics.CodeAnalysis;

namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>Execution cannot go on: a bad access, a deadlock, an endless loop or an unknown instruction.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "Devices trap; the word says more than the suffix.")]
public sealed class PtxTrap(string message) : Exception(message)
{
    internal PtxTrap At(ThreadState thread) => new($"{Message}; {thread}");

    internal PtxTrap At(ThreadState thread, PtxInstruction source, ulong address, int bytes) =>
        new($"{Message}: {source.Text} (line {source.Line}); {thread}, address 0x{address:x}, {bytes} bytes");
}
