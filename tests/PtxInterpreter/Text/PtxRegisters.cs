namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>The registers that a kernel declares, by name and by index.</summary>
internal sealed class PtxRegisters
{
    private readonly Dictionary<string, int> indices = [];
    private readonly List<PtxType> types = [];

    public int Count => types.Count;

    public PtxType TypeOf(int register) => types[register];

    public bool TryFind(string name, out int register) => indices.TryGetValue(name, out register);

    /// <summary>Declares a register. A second declaration of the same type is the same one: scopes are not told apart.</summary>
    public void Declare(string name, PtxType type, int line)
    {
        if (!indices.TryGetValue(name, out int known))
        {
            indices[name] = types.Count;
            types.Add(type);
        }
        else if (types[known] != type)
        {
            throw new PtxSyntaxException(line, $"register {name} is both .{types[known]} and .{type}");
        }
    }
}
