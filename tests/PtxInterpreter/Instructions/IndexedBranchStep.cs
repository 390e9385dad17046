namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary><c>brx.idx</c>: jumps to one of a list of labels.</summary>
internal sealed class IndexedBranchStep(PtxInstruction source, int index, int[] targets) : Step(source)
{
    public override Flow Execute(ThreadState thread)
    {
        uint choice = (uint)thread.Registers[index];
        if (choice >= targets.Length)
        {
            throw new PtxTrap($"branch index {choice} of {targets.Length}: {Source}").At(thread);
        }
        thread.Next = targets[choice];
        return Flow.Jump;
    }
}
