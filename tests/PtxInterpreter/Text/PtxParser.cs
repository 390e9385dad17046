namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>
/// Reads a module: module directives, one <c>.entry</c>, and its body of declarations, labels and instructions.
/// Source: PTX ISA, "Directives" and "Syntax". Device functions (<c>.func</c>) are refused: ILGPU inlines them.
/// </summary>
internal sealed class PtxParser
{
    private readonly PtxTokenReader reader;
    private readonly PtxModule module = new();
    private readonly PtxInstructionParser instructions;
    private string lastLabel = "";

    public PtxParser(string text)
    {
        reader = new PtxTokenReader(PtxLexer.Tokenize(text));
        instructions = new PtxInstructionParser(text, reader, module);
    }

    public PtxModule ParseModule()
    {
        while (reader.Current.Kind != PtxTokenKind.End)
        {
            ParseModuleDirective();
        }
        return module.EntryName.Length > 0 ? module : throw reader.Unexpected(".entry");
    }

    private void ParseModuleDirective()
    {
        string directive = reader.Word();
        switch (directive)
        {
            case ".version" or ".address_size":
                reader.Advance();
                break;
            case ".target":
                do
                {
                    reader.Word();
                }
                while (reader.Accept(','));
                break;
            case ".visible" or ".extern" or ".weak":
                break;
            case ".shared":
                ParseVariable(StateSpace.Shared);
                break;
            case ".entry":
                ParseEntry();
                break;
            default:
                throw new PtxSyntaxException(reader.Previous.Line, $"directive {directive} is not supported");
        }
    }

    private void ParseEntry()
    {
        if (module.EntryName.Length > 0)
        {
            throw new PtxSyntaxException(reader.Line, "a second .entry");
        }
        module.EntryName = reader.Word();
        if (reader.Accept('('))
        {
            while (!reader.Accept(')'))
            {
                ParseParameter();
                reader.Accept(',');
            }
        }
        while (!reader.Current.Is('{'))
        {
            reader.Advance(); // performance directives such as .maxntid
            if (reader.Current.Kind == PtxTokenKind.End)
            {
                throw reader.Unexpected("'{'");
            }
        }
        ParseBody();
    }

    private void ParseParameter()
    {
        if (!reader.Accept(".param"))
        {
            throw reader.Unexpected(".param");
        }
        int alignment = reader.Accept(".align") ? reader.Integer() : 0;
        PtxType type = reader.Type();
        string name = reader.Word();
        int size = type.Bytes * ParseArrayLength(1);
        int offset = Alignment.Up(module.ParameterBytes, Math.Max(alignment, type.Bytes));
        module.ParameterList.Add(new PtxParameter(name, offset, size, Math.Max(alignment, type.Bytes)));
        module.Variables[name] = new PtxVariable(StateSpace.Param, offset);
    }

    private int ParseArrayLength(int otherwise)
    {
        if (!reader.Accept('['))
        {
            return otherwise;
        }
        int length = reader.Current.Is(']') ? PtxVariable.Dynamic : reader.Integer();
        reader.Expect(']');
        return length;
    }

    // A '{' here opens a scope; the braces of operand lists are read with their instruction.
    private void ParseBody()
    {
        int depth = 0;
        do
        {
            if (reader.Accept('{'))
            {
                depth++;
            }
            else if (reader.Accept('}'))
            {
                depth--;
            }
            else if (!reader.Accept(';'))
            {
                ParseStatement();
            }
        }
        while (depth > 0);
    }

    private void ParseStatement()
    {
        if (reader.Current.Is('@') || reader.Current.Text[0] != '.')
        {
            if (reader.Peek.Is(':'))
            {
                ParseLabel();
            }
            else
            {
                module.Instructions.Add(instructions.Parse());
            }
            return;
        }
        string directive = reader.Word();
        switch (directive)
        {
            case ".reg":
                ParseRegisters();
                break;
            case ".shared":
                ParseVariable(StateSpace.Shared);
                break;
            case ".local":
                ParseVariable(StateSpace.Local);
                break;
            case ".branchtargets":
                ParseBranchTargets();
                break;
            case ".pragma":
                reader.SkipTo(';');
                break;
            case ".loc":
                for (int part = 0; part < 3; part++)
                {
                    reader.Integer();
                }
                break;
            default:
                throw new PtxSyntaxException(reader.Previous.Line, $"directive {directive} is not supported");
        }
    }

    private void ParseLabel()
    {
        lastLabel = reader.Word();
        reader.Expect(':');
        if (!module.Labels.TryAdd(lastLabel, module.Instructions.Count))
        {
            throw new PtxSyntaxException(reader.Previous.Line, $"a second label {lastLabel}");
        }
    }

    private void ParseRegisters()
    {
        PtxType type = reader.Type();
        do
        {
            string name = reader.Word();
            if (reader.Accept('<'))
            {
                int count = reader.Integer();
                reader.Expect('>');
                for (int i = 0; i < count; i++)
                {
                    module.Registers.Declare($"{name}{i}", type, reader.Line);
                }
            }
            else
            {
                module.Registers.Declare(name, type, reader.Line);
            }
        }
        while (reader.Accept(','));
        reader.Expect(';');
    }

    private void ParseVariable(StateSpace space)
    {
        int alignment = reader.Accept(".align") ? reader.Integer() : 1;
        PtxType type = reader.Type();
        string name = reader.Word();
        int length = ParseArrayLength(1);
        reader.Expect(';');
        if (length == PtxVariable.Dynamic)
        {
            module.UsesDynamicShared = true;
            module.Variables[name] = new PtxVariable(space, PtxVariable.Dynamic);
            return;
        }
        int used = space == StateSpace.Shared ? module.SharedBytes : module.LocalBytes;
        int offset = Alignment.Up(used, Math.Max(alignment, type.Bytes));
        module.Variables[name] = new PtxVariable(space, offset);
        if (space == StateSpace.Shared)
        {
            module.SharedBytes = offset + (type.Bytes * length);
        }
        else
        {
            module.LocalBytes = offset + (type.Bytes * length);
        }
    }

    private void ParseBranchTargets()
    {
        List<string> targets = [];
        do
        {
            targets.Add(reader.Word());
        }
        while (reader.Accept(','));
        reader.Expect(';');
        module.BranchTargets[lastLabel] = [.. targets];
    }
}
