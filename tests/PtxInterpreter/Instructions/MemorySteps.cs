namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>
/// Loads, stores, atomics and asynchronous copies. Caching, ordering and scope modifiers change no result here.
/// Source: PTX ISA, "Data Movement and Conversion Instructions" and "Parallel Synchronization and Communication Instructions".
/// </summary>
internal static class MemorySteps
{
    private static readonly string[] AtomicNames = ["add", "min", "max", "inc", "dec", "and", "or", "xor", "exch", "cas"];

    public static Step? TryMake(PtxInstruction instruction, PtxProgramBuilder program) => instruction.Name switch
    {
        "ld" or "ldu" => MakeLoad(instruction, program),
        "st" => MakeStore(instruction, program),
        "atom" or "red" => MakeAtomic(instruction, program),
        "cp" when instruction.Has("async") && !instruction.Has("bulk") => MakeAsyncCopy(instruction, program),
        _ => null,
    };

    private static LoadStep MakeLoad(PtxInstruction instruction, PtxProgramBuilder program) => new(instruction)
    {
        To = program.Destinations(instruction.Operands[0]),
        Address = program.Address(instruction.Operands[1], instruction),
        Space = instruction.Space,
        ElementBytes = instruction.Type.Bytes,
        // A signed load fills the register, whatever its width, with the sign.
        Signed = instruction.Type.Kind == PtxTypeKind.Signed,
    };

    private static StoreStep MakeStore(PtxInstruction instruction, PtxProgramBuilder program) => new(instruction)
    {
        From = program.Slots(instruction.Operands[1], instruction),
        Address = program.Address(instruction.Operands[0], instruction),
        Space = instruction.Space,
        ElementBytes = instruction.Type.Bytes,
    };

    private static AtomicStep MakeAtomic(PtxInstruction instruction, PtxProgramBuilder program)
    {
        string name = instruction.Modifiers.FirstOrDefault(AtomicNames.Contains)
            ?? throw instruction.Unsupported("no such atomic");
        bool returns = instruction.Name == "atom";
        int first = returns ? 1 : 0;
        IReadOnlyList<PtxOperand> operands = instruction.Operands;
        PtxType type = instruction.Type;
        return new AtomicStep(instruction, AtomicOperation(name, type, instruction))
        {
            To = returns ? program.Destination(operands[0]) : -1,
            Address = program.Address(operands[first], instruction),
            A = program.Slot(operands[first + 1], instruction),
            B = program.Slot(operands[name == "cas" ? first + 2 : first + 1], instruction),
            Space = instruction.Space,
            Bytes = type.Bytes,
        };
    }

    private static TernaryOperation AtomicOperation(string name, PtxType type, PtxInstruction instruction)
    {
        if (name == "exch")
        {
            return (_, a, _) => a;
        }
        if (name == "cas")
        {
            ulong mask = Bits.Mask(type.Bits);
            return (old, a, b) => ((old ^ a) & mask) == 0 ? b : old;
        }
        return OperationTable.Find($"{name}.{type}") is BinaryOperation operation
            ? (old, a, _) => operation(old, a)
            : throw instruction.Unsupported("no such atomic");
    }

    private static Step MakeAsyncCopy(PtxInstruction instruction, PtxProgramBuilder program)
    {
        if (instruction.Has("commit_group"))
        {
            return new AsyncCommitStep(instruction);
        }
        if (instruction.Has("wait_all"))
        {
            return new AsyncWaitStep(instruction, 0, true);
        }
        if (instruction.Has("wait_group"))
        {
            return new AsyncWaitStep(instruction, (int)PtxProgramBuilder.Literal(instruction.Operands[0], instruction), false);
        }
        if (instruction.Has("mbarrier"))
        {
            throw instruction.Unsupported("mbarriers");
        }
        return new AsyncCopyStep(instruction)
        {
            To = program.Address(instruction.Operands[0], instruction),
            From = program.Address(instruction.Operands[1], instruction),
            Bytes = (int)PtxProgramBuilder.Literal(instruction.Operands[2], instruction),
            SourceBytes = instruction.Operands.Count > 3 ? program.Slot(instruction.Operands[3], instruction) : -1,
        };
    }
}
