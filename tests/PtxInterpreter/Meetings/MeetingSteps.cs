namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>Makes the steps at which threads wait for each other.</summary>
internal static class MeetingSteps
{
    public static Step? TryMake(PtxInstruction instruction, PtxProgramBuilder program) => instruction.Name switch
    {
        "bar" when instruction.Has("warp") =>
            new WarpBarrierStep(instruction, program.Slot(instruction.Operands[0], instruction)),
        "bar" or "barrier" => MakeBarrier(instruction, program),
        "shfl" => new ShuffleStep(instruction, program),
        "vote" => new VoteStep(instruction, program),
        "ldmatrix" => new LoadMatrixStep(instruction, program),
        "mma" => new MatrixMultiplyStep(instruction, program),
        _ => null,
    };

    private static Step MakeBarrier(PtxInstruction instruction, PtxProgramBuilder program)
    {
        if (instruction.Has("sync") && instruction.Operands.Count == 1)
        {
            return new BlockMeetingStep(instruction);
        }
        if (instruction.Has("red") && instruction.Operands.Count == 3)
        {
            return new BarrierReductionStep(instruction, program);
        }
        throw instruction.Unsupported("a barrier of a part of the block");
    }
}
