namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>The registers that a kernel declares, by name and by index.</summary>
internal sealed class PtxRegisters
{
    private readonly Dictionary<string, int> _indices = [];
    private readonly List<PtxType> _types = [];

    public int Count => _types.Count;

    public PtxType TypeOf(int register) => _types[register];

    public bool TryFind(string name, out int register) => _indices.TryGetValue(name, out register);

    /// <summary>Declares a register. A second declaration of the same type is the same one: scopes are not told apart.</summary>
    public void Declare(string name, PtxType type, int line)
    {
        if (!_indices.TryGetValue(name, out int known))
        {
            _indices[name] = _types.Count;
            _types.Add(type);
        }
        else if (_types[known] != type)
        {
            throw new PtxSyntaxException(line, $"register {name} is both .{_types[known]} and .{type}");
        }
    }
}
