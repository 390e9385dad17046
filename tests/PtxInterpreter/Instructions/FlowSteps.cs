namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>Source: PTX ISA, "Control Flow Instructions", and the moves of "Data Movement and Conversion Instructions".</summary>
internal static class FlowSteps
{
    public static Step? TryMake(PtxInstruction instruction, PtxProgramBuilder program) => instruction.Name switch
    {
        "bra" => new BranchStep(instruction, Target(instruction.Operands[0].Text, instruction, program)),
        "brx" => MakeIndexedBranch(instruction, program),
        "ret" or "exit" => new ExitStep(instruction),
        // Threads run in sequence here, so memory is always as fenced as it can be; what fences do not order is
        // reported by the race detection, which only barriers satisfy.
        "membar" or "fence" => new NothingStep(instruction),
        "mov" => MakeMove(instruction, program),
        "cvta" => MakeAddressConversion(instruction, program),
        _ => null,
    };

    private static int Target(string label, PtxInstruction instruction, PtxProgramBuilder program) =>
        program.Module.Labels.TryGetValue(label, out int target) ? target : throw instruction.Unsupported($"no label {label}");

    private static IndexedBranchStep MakeIndexedBranch(PtxInstruction instruction, PtxProgramBuilder program)
    {
        if (!program.Module.BranchTargets.TryGetValue(instruction.Operands[1].Text, out string[]? labels))
        {
            throw instruction.Unsupported("no such .branchtargets");
        }
        int[] targets = [.. labels.Select(label => Target(label, instruction, program))];
        return new IndexedBranchStep(instruction, program.Slot(instruction.Operands[0], instruction), targets);
    }

    private static Step MakeMove(PtxInstruction instruction, PtxProgramBuilder program)
    {
        PtxOperand to = instruction.Operands[0];
        PtxOperand from = instruction.Operands[1];
        if (to.Kind == PtxOperandKind.Vector)
        {
            return new UnpackStep(
                instruction,
                program.Destinations(to),
                program.Slot(from, instruction),
                instruction.Type.Bits / to.Parts.Count);
        }
        if (from.Kind == PtxOperandKind.Vector)
        {
            return new PackStep(
                instruction,
                program.Destination(to),
                program.Slots(from, instruction),
                instruction.Type.Bits / from.Parts.Count);
        }
        return new MoveStep(instruction, program.Destination(to), program.Slot(from, instruction), 0);
    }

    private static MoveStep MakeAddressConversion(PtxInstruction instruction, PtxProgramBuilder program)
    {
        ulong window = StateSpaces.GenericBase(instruction.Space);
        return new MoveStep(
            instruction,
            program.Destination(instruction.Operands[0]),
            program.Slot(instruction.Operands[1], instruction),
            instruction.Has("to") ? 0 - window : window);
    }
}
