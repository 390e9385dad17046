using System.Globalization;

namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>Turns parsed instructions into steps.</summary>
internal sealed class PtxProgramBuilder(PtxModule module)
{
    private const ulong Garbage = 0xffff_dead_ffff_dead; // a NaN in float32, float16 and float64

    private readonly List<(int Slot, Func<ThreadState, ulong> Read)> specials = [];
    private readonly Dictionary<string, int> specialSlots = [];
    private readonly Dictionary<ulong, int> constants = [];
    private readonly List<ulong> slots = [];

    public PtxModule Module { get; } = module;

    public static PtxProgram Build(PtxModule module) => new PtxProgramBuilder(module).Build();

    private PtxProgram Build()
    {
        for (int register = 0; register < Module.Registers.Count; register++)
        {
            slots.Add(Module.Registers.TypeOf(register) == PtxType.Predicate ? 0 : Garbage);
        }
        Step[] steps = [.. Module.Instructions.Select(Make)];
        return new PtxProgram(steps, [.. slots], [.. specials]);
    }

    // An unknown instruction traps when it is reached, so that a kernel may hold code that never runs.
    private Step Make(PtxInstruction instruction)
    {
        try
        {
            return FlowSteps.TryMake(instruction, this)
                ?? MemorySteps.TryMake(instruction, this)
                ?? MeetingSteps.TryMake(instruction, this)
                ?? ArithmeticSteps.TryMake(instruction, this)
                ?? new UnsupportedStep(instruction, instruction.Unsupported("unknown to this interpreter"));
        }
        catch (PtxTrap trap)
        {
            return new UnsupportedStep(instruction, trap);
        }
    }

    /// <summary>The slot that an instruction writes.</summary>
    public int Destination(PtxOperand operand) => operand.Kind switch
    {
        PtxOperandKind.Register => operand.Register,
        PtxOperandKind.Symbol when operand.Text == "_" => AddSlot(0),
        _ => throw new PtxTrap($"{operand.Kind} operand where a register is written"),
    };

    /// <summary>The slot that an instruction reads.</summary>
    public int Slot(PtxOperand operand, PtxInstruction instruction) => operand.Kind switch
    {
        PtxOperandKind.Register when !operand.Negated => operand.Register,
        PtxOperandKind.Immediate => Constant(Literal(operand, instruction)),
        PtxOperandKind.Symbol => Symbol(operand.Text, instruction),
        _ => throw instruction.Unsupported($"a {operand.Kind} operand where a value is read"),
    };

    public int[] Slots(PtxOperand operand, PtxInstruction instruction) => operand.Kind == PtxOperandKind.Vector
        ? [.. operand.Parts.Select(part => Slot(part, instruction))]
        : [Slot(operand, instruction)];

    public int[] Destinations(PtxOperand operand) => operand.Kind == PtxOperandKind.Vector
        ? [.. operand.Parts.Select(Destination)]
        : [Destination(operand)];

    public AddressOperand Address(PtxOperand operand, PtxInstruction instruction) => operand.Kind == PtxOperandKind.Address
        ? new AddressOperand(Slot(operand.Parts[0], instruction), (ulong)operand.Offset)
        : throw instruction.Unsupported("an operand that is no address");

    public int Constant(ulong value)
    {
        if (!constants.TryGetValue(value, out int slot))
        {
            slot = AddSlot(value);
            constants[value] = slot;
        }
        return slot;
    }

    /// <summary>The bits of a literal. Source: PTX ISA, "Constants".</summary>
    public static ulong Literal(PtxOperand operand, PtxInstruction instruction)
    {
        string text = operand.Text;
        CultureInfo culture = CultureInfo.InvariantCulture;
        if (operand.Kind != PtxOperandKind.Immediate)
        {
            throw instruction.Unsupported("an operand that is no literal");
        }
        if (text.StartsWith("0f", StringComparison.OrdinalIgnoreCase) || text.StartsWith("0d", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return ulong.Parse(text.AsSpan(2).TrimEnd('U'), NumberStyles.HexNumber, culture);
        }
        if (text.Contains('.', StringComparison.Ordinal))
        {
            double value = double.Parse(text, culture);
            return instruction.Type.Bits == 32 ? Bits.From((float)value) : Bits.From(value);
        }
        return text[0] == '-' ? (ulong)long.Parse(text, culture) : ulong.Parse(text.AsSpan().TrimEnd('U'), culture);
    }

    private int Symbol(string name, PtxInstruction instruction)
    {
        if (Module.Variables.TryGetValue(name, out PtxVariable variable))
        {
            return Constant((ulong)(variable.Offset == PtxVariable.Dynamic ? Module.DynamicSharedOffset : variable.Offset));
        }
        if (specialSlots.TryGetValue(name, out int slot))
        {
            return slot;
        }
        Func<ThreadState, ulong> read = SpecialRegister.Find(name) ?? throw instruction.Unsupported($"no value is named {name}");
        slot = AddSlot(0);
        specials.Add((slot, read));
        specialSlots[name] = slot;
        return slot;
    }

    private int AddSlot(ulong value)
    {
        slots.Add(value);
        return slots.Count - 1;
    }
}
