namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>Makes steps for instructions whose destination depends on their operands alone.</summary>
internal static class ArithmeticSteps
{
    // They choose accuracy, speed or an encoding, and change no result that this interpreter computes.
    private static readonly HashSet<string> Ignored = ["rn", "approx", "full", "ftz", "sat"];

    public static Step? TryMake(PtxInstruction instruction, PtxProgramBuilder program) => instruction.Name switch
    {
        "setp" => MakeSetPredicate(instruction, program),
        "selp" => MakeTernary(instruction, program, (a, b, p) => p != 0 ? a : b, instruction.Operands[3]),
        "cvt" => MakeConversion(instruction, program),
        "lop3" => MakeLookup(instruction, program),
        "bfi" => MakeInsert(instruction, program),
        _ => MakeFromTable(instruction, program),
    };

    private static Step? MakeFromTable(PtxInstruction instruction, PtxProgramBuilder program)
    {
        string name = string.Join('.', instruction.Modifiers.Where(m => !Ignored.Contains(m)).Prepend(instruction.Name));
        bool flush = instruction.Has("ftz") && instruction.Type.Bits == 32;
        bool saturate = instruction.Has("sat");
        if (saturate && !instruction.Type.IsFloat)
        {
            return null;
        }
        switch (OperationTable.Find(name))
        {
            case UnaryOperation unary:
                unary = flush ? Flushed(unary) : unary;
                return MakeUnary(instruction, program, saturate ? a => Saturate(unary(a), instruction.Type) : unary);
            case BinaryOperation binary:
                binary = flush ? Flushed(binary) : binary;
                return MakeBinary(
                    instruction,
                    program,
                    saturate ? (a, b) => Saturate(binary(a, b), instruction.Type) : binary);
            case TernaryOperation ternary:
                ternary = flush ? Flushed(ternary) : ternary;
                return MakeTernary(
                    instruction,
                    program,
                    saturate ? (a, b, c) => Saturate(ternary(a, b, c), instruction.Type) : ternary,
                    instruction.Operands[3]);
            default:
                return null;
        }
    }

    private static Step MakeSetPredicate(PtxInstruction instruction, PtxProgramBuilder program)
    {
        BinaryOperation compare = Comparisons.Find(instruction.Modifiers[0], instruction.Type)
            ?? throw instruction.Unsupported("no such comparison");
        if (instruction.Has("ftz"))
        {
            BinaryOperation exact = compare;
            compare = (a, b) => exact(Flush(a), Flush(b));
        }
        BinaryOperation? combine = instruction.Modifiers.FirstOrDefault(m => m is "and" or "or" or "xor") is string logic
            ? (BinaryOperation)OperationTable.Find($"{logic}.pred")!
            : null;
        if (combine is null && !instruction.HasPair)
        {
            return MakeBinary(instruction, program, compare);
        }
        IReadOnlyList<PtxOperand> operands = instruction.Operands;
        int first = instruction.HasPair ? 2 : 1;
        return new SetPredicateStep(instruction, compare, combine)
        {
            True = program.Destination(operands[0]),
            False = instruction.HasPair ? program.Destination(operands[1]) : -1,
            A = program.Slot(operands[first], instruction),
            B = program.Slot(operands[first + 1], instruction),
            C = combine is null ? -1 : program.Slot(operands[first + 2] with { Negated = false }, instruction),
            NegateC = combine is not null && operands[first + 2].Negated,
        };
    }

    private static Step? MakeConversion(PtxInstruction instruction, PtxProgramBuilder program)
    {
        bool flush = instruction.Has("ftz");
        if (instruction.Operands.Count == 3)
        {
            BinaryOperation? packed = Conversions.FindPacked(instruction);
            return packed is null
                ? null
                : MakeBinary(instruction, program, flush ? (a, b) => packed(Flush(a), Flush(b)) : packed);
        }
        UnaryOperation? convert = Conversions.Find(instruction);
        if (convert is null)
        {
            return null;
        }
        bool flushInput = flush && instruction.Types[1] is { Kind: PtxTypeKind.Float, Bits: 32 };
        return MakeUnary(instruction, program, flushInput ? a => convert(Flush(a)) : convert);
    }

    private static ArithmeticStep.Ternary MakeLookup(PtxInstruction instruction, PtxProgramBuilder program)
    {
        int table = (int)PtxProgramBuilder.Literal(instruction.Operands[4], instruction);
        return MakeTernary(instruction, program, (a, b, c) => Lookup(a, b, c, table), instruction.Operands[3]);
    }

    // lop3: bit (4a + 2b + c) of the table is the result for the bits a, b, c.
    private static ulong Lookup(ulong a, ulong b, ulong c, int table)
    {
        ulong result = 0;
        for (int row = 0; row < 8; row++)
        {
            if (((table >> row) & 1) != 0)
            {
                result |= ((row & 4) != 0 ? a : ~a) & ((row & 2) != 0 ? b : ~b) & ((row & 1) != 0 ? c : ~c);
            }
        }
        return result;
    }

    private static ArithmeticStep.Binary? MakeInsert(PtxInstruction instruction, PtxProgramBuilder program)
    {
        // Position and length are constants in all code seen so far.
        if (instruction.Operands is not [_, _, _, PtxOperand position, PtxOperand length])
        {
            return null;
        }
        int start = (int)PtxProgramBuilder.Literal(position, instruction) & 0xff;
        ulong field = start >= instruction.Type.Bits
            ? 0
            : Bits.Mask((int)PtxProgramBuilder.Literal(length, instruction) & 0xff) << start;
        return MakeBinary(instruction, program, (a, b) => (b & ~field) | ((a << start) & field));
    }

    private static ArithmeticStep.Unary MakeUnary(
        PtxInstruction instruction, PtxProgramBuilder program, UnaryOperation operation) =>
        new(
            instruction,
            operation,
            program.Destination(instruction.Operands[0]),
            program.Slot(instruction.Operands[1], instruction));

    private static ArithmeticStep.Binary MakeBinary(
        PtxInstruction instruction, PtxProgramBuilder program, BinaryOperation operation) =>
        new(
            instruction,
            operation,
            program.Destination(instruction.Operands[0]),
            program.Slot(instruction.Operands[1], instruction),
            program.Slot(instruction.Operands[2], instruction));

    private static ArithmeticStep.Ternary MakeTernary(
        PtxInstruction instruction, PtxProgramBuilder program, TernaryOperation operation, PtxOperand third) =>
        new(
            instruction,
            operation,
            program.Destination(instruction.Operands[0]),
            program.Slot(instruction.Operands[1], instruction),
            program.Slot(instruction.Operands[2], instruction),
            program.Slot(third, instruction));

    private static UnaryOperation Flushed(UnaryOperation operation) => a => Flush(operation(Flush(a)));

    private static BinaryOperation Flushed(BinaryOperation operation) => (a, b) => Flush(operation(Flush(a), Flush(b)));

    private static TernaryOperation Flushed(TernaryOperation operation) =>
        (a, b, c) => Flush(operation(Flush(a), Flush(b), Flush(c)));

    // .ftz: subnormal float32 operands and results become zero of the same sign.
    private static ulong Flush(ulong a) => ((uint)a & 0x7f80_0000) == 0 ? (uint)a & 0x8000_0000 : a;

    // .sat: clamped to [0, 1], NaN becoming zero.
    private static ulong Saturate(ulong a, PtxType type) => type.Bits switch
    {
        32 => Bits.From(float.IsNaN(Bits.To<float>(a)) ? 0f : Math.Clamp(Bits.To<float>(a), 0f, 1f)),
        64 => Bits.From(double.IsNaN(Bits.To<double>(a)) ? 0d : Math.Clamp(Bits.To<double>(a), 0d, 1d)),
        _ => Bits.From(Half.IsNaN(Bits.To<Half>(a)) ? Half.Zero : Half.Clamp(Bits.To<Half>(a), Half.Zero, Half.One)),
    };
}
