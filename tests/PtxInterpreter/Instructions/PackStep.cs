namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary><c>mov d, {a, b}</c>: the first element is the least significant.</summary>
internal sealed class PackStep(PtxInstruction source, int to, int[] from, int bits) : Step(source)
{
    public override Flow Execute(ThreadState thread)
    {
        ulong value = 0;
        for (int part = 0; part < from.Length; part++)
        {
            value |= (thread.Registers[from[part]] & Bits.Mask(bits)) << (part * bits);
        }
        thread.Registers[to] = value;
        return Flow.Next;
    }
}
