using System.Globalization;
using System.Text.RegularExpressions;

namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>Reads one instruction up to its semicolon.</summary>
internal sealed partial class PtxInstructionParser(string text, PtxTokenReader reader, PtxModule module)
{
    public PtxInstruction Parse()
    {
        int start = reader.Current.Start;
        int line = reader.Line;
        (int guard, bool guardNegated) = ParseGuard();
        string[] opcode = reader.Word().Split('.');
        List<PtxOperand> operands = [];
        bool pair = false;
        while (!reader.Accept(';'))
        {
            operands.Add(ParseOperand());
            if (reader.Accept('|'))
            {
                pair = true;
            }
            else if (!reader.Current.Is(';'))
            {
                reader.Expect(',');
            }
        }
        return new PtxInstruction
        {
            Text = Blanks().Replace(text[start..reader.Previous.End], " "),
            Line = line,
            Name = opcode[0],
            Modifiers = opcode[1..],
            Operands = operands,
            HasPair = pair,
            Guard = guard,
            GuardNegated = guardNegated,
        };
    }

    private (int Register, bool Negated) ParseGuard()
    {
        if (!reader.Accept('@'))
        {
            return (-1, false);
        }
        bool negated = reader.Accept('!');
        return (FindRegister(reader.Word()), negated);
    }

    private PtxOperand ParseOperand()
    {
        if (reader.Accept('{'))
        {
            List<PtxOperand> parts = [];
            while (!reader.Accept('}'))
            {
                parts.Add(ParseOperand());
                reader.Accept(',');
            }
            return new PtxOperand(PtxOperandKind.Vector) { Parts = parts };
        }
        if (reader.Accept('['))
        {
            PtxOperand start = ParseOperand();
            long offset = reader.Current.Is('+') || reader.Current.Is('-') ? ParseOffset() : 0;
            reader.Expect(']');
            return new PtxOperand(PtxOperandKind.Address) { Parts = [start], Offset = offset };
        }
        if (reader.Accept('!'))
        {
            return new PtxOperand(PtxOperandKind.Register) { Register = FindRegister(reader.Word()), Negated = true };
        }
        bool minus = reader.Accept('-');
        if (reader.Current.Kind == PtxTokenKind.Number)
        {
            return new PtxOperand(PtxOperandKind.Immediate) { Text = (minus ? "-" : "") + reader.Advance().Text };
        }
        string name = reader.Word();
        return module.Registers.TryFind(name, out int register)
            ? new PtxOperand(PtxOperandKind.Register) { Register = register, Text = name }
            : new PtxOperand(PtxOperandKind.Symbol) { Text = name };
    }

    private long ParseOffset()
    {
        bool minus = reader.Accept('+') ? reader.Accept('-') : reader.Accept('-');
        if (reader.Current.Kind != PtxTokenKind.Number)
        {
            throw reader.Unexpected("an offset");
        }
        long offset = long.Parse(reader.Advance().Text, CultureInfo.InvariantCulture);
        return minus ? -offset : offset;
    }

    private int FindRegister(string name) => module.Registers.TryFind(name, out int register)
        ? register
        : throw new PtxSyntaxException(reader.Previous.Line, $"{name} is no register");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
