namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary><c>mov {a, b}, d</c>: the first element is the least significant.</summary>
internal sealed class UnpackStep(PtxInstruction source, int[] to, int from, int bits) : Step(source)
{
    public override Flow Execute(ThreadState thread)
    {
        ulong value = thread.Registers[from];
        for (int part = 0; part < to.Length; part++)
        {
            thread.Registers[to[part]] = (value >> (part * bits)) & Bits.Mask(bits);
        }
        return Flow.Next;
    }
}
