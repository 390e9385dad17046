namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>
/// Reads a module: module directives, one <c>.entry</c>, and its body of declarations, labels and instructions.
/// Source: PTX ISA, "Directives" and "Syntax". Device functions (<c>.func</c>) are refused: ILGPU inlines them.
/// </summary>
internal sealed class PtxParser
{
    private readonly PtxTokenReader _reader;
    private readonly PtxModule _module = new();
    private readonly PtxInstructionParser _instructions;
    private string _lastLabel = "";

    public PtxParser(string text)
    {
        _reader = new PtxTokenReader(PtxLexer.Tokenize(text));
        _instructions = new PtxInstructionParser(text, _reader, _module);
    }

    public PtxModule ParseModule()
    {
        while (_reader.Current.Kind != PtxTokenKind.End)
        {
            ParseModuleDirective();
        }
        return _module.EntryName.Length > 0 ? _module : throw _reader.Unexpected(".entry");
    }

    private void ParseModuleDirective()
    {
        string directive = _reader.Word();
        switch (directive)
        {
            case ".version" or ".address_size":
                _reader.Advance();
                break;
            case ".target":
                do
                {
                    _reader.Word();
                }
                while (_reader.Accept(','));
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
                throw new PtxSyntaxException(_reader.Previous.Line, $"directive {directive} is not supported");
        }
    }

    private void ParseEntry()
    {
        if (_module.EntryName.Length > 0)
        {
            throw new PtxSyntaxException(_reader.Line, "a second .entry");
        }
        _module.EntryName = _reader.Word();
        if (_reader.Accept('('))
        {
            while (!_reader.Accept(')'))
            {
                ParseParameter();
                _reader.Accept(',');
            }
        }
        while (!_reader.Current.Is('{'))
        {
            _reader.Advance(); // performance directives such as .maxntid
            if (_reader.Current.Kind == PtxTokenKind.End)
            {
                throw _reader.Unexpected("'{'");
            }
        }
        ParseBody();
    }

    private void ParseParameter()
    {
        if (!_reader.Accept(".param"))
        {
            throw _reader.Unexpected(".param");
        }
        int alignment = _reader.Accept(".align") ? _reader.Integer() : 0;
        PtxType type = _reader.Type();
        string name = _reader.Word();
        int size = type.Bytes * ParseArrayLength(1);
        int offset = Alignment.Up(_module.ParameterBytes, Math.Max(alignment, type.Bytes));
        _module.ParameterList.Add(new PtxParameter(name, offset, size, Math.Max(alignment, type.Bytes)));
        _module.Variables[name] = new PtxVariable(StateSpace.Param, offset);
    }

    private int ParseArrayLength(int otherwise)
    {
        if (!_reader.Accept('['))
        {
            return otherwise;
        }
        int length = _reader.Current.Is(']') ? PtxVariable.Dynamic : _reader.Integer();
        _reader.Expect(']');
        return length;
    }

    // A '{' here opens a scope; the braces of operand lists are read with their instruction.
    private void ParseBody()
    {
        int depth = 0;
        do
        {
            if (_reader.Accept('{'))
            {
                depth++;
            }
            else if (_reader.Accept('}'))
            {
                depth--;
            }
            else if (!_reader.Accept(';'))
            {
                ParseStatement();
            }
        }
        while (depth > 0);
    }

    private void ParseStatement()
    {
        if (_reader.Current.Is('@') || _reader.Current.Text[0] != '.')
        {
            if (_reader.Peek.Is(':'))
            {
                ParseLabel();
            }
            else
            {
                _module.Instructions.Add(_instructions.Parse());
            }
            return;
        }
        string directive = _reader.Word();
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
                _reader.SkipTo(';');
                break;
            case ".loc":
                for (int part = 0; part < 3; part++)
                {
                    _reader.Integer();
                }
                break;
            default:
                throw new PtxSyntaxException(_reader.Previous.Line, $"directive {directive} is not supported");
        }
    }

    private void ParseLabel()
    {
        _lastLabel = _reader.Word();
        _reader.Expect(':');
        if (!_module.Labels.TryAdd(_lastLabel, _module.Instructions.Count))
        {
            throw new PtxSyntaxException(_reader.Previous.Line, $"a second label {_lastLabel}");
        }
    }

    private void ParseRegisters()
    {
        PtxType type = _reader.Type();
        do
        {
            string name = _reader.Word();
            if (_reader.Accept('<'))
            {
                int count = _reader.Integer();
                _reader.Expect('>');
                for (int i = 0; i < count; i++)
                {
                    _module.Registers.Declare($"{name}{i}", type, _reader.Line);
                }
            }
            else
            {
                _module.Registers.Declare(name, type, _reader.Line);
            }
        }
        while (_reader.Accept(','));
        _reader.Expect(';');
    }

    private void ParseVariable(StateSpace space)
    {
        int alignment = _reader.Accept(".align") ? _reader.Integer() : 1;
        PtxType type = _reader.Type();
        string name = _reader.Word();
        int length = ParseArrayLength(1);
        _reader.Expect(';');
        if (length == PtxVariable.Dynamic)
        {
            _module.UsesDynamicShared = true;
            _module.Variables[name] = new PtxVariable(space, PtxVariable.Dynamic);
            return;
        }
        int used = space == StateSpace.Shared ? _module.SharedBytes : _module.LocalBytes;
        int offset = Alignment.Up(used, Math.Max(alignment, type.Bytes));
        _module.Variables[name] = new PtxVariable(space, offset);
        if (space == StateSpace.Shared)
        {
            _module.SharedBytes = offset + (type.Bytes * length);
        }
        else
        {
            _module.LocalBytes = offset + (type.Bytes * length);
        }
    }

    private void ParseBranchTargets()
    {
        List<string> targets = [];
        do
        {
            targets.Add(_reader.Word());
        }
        while (_reader.Accept(','));
        _reader.Expect(';');
        _module.BranchTargets[_lastLabel] = [.. targets];
    }
}
