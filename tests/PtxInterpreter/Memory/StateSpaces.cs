namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>Names of state spaces, and the windows through which generic addresses see shared and local memory.</summary>
internal static class StateSpaces
{
    // Global addresses are those of the host, which on 64-bit machines stay below 2^52.
    private const ulong SharedWindow = 0x00F0_0000_0000_0000;
    private const ulong LocalWindow = 0x00F1_0000_0000_0000;
    private const ulong WindowBytes = 1UL << 32;

    public static StateSpace? TryParse(string modifier) => modifier switch
    {
        "global" => StateSpace.Global,
        "shared" or "shared::cta" => StateSpace.Shared,
        "local" => StateSpace.Local,
        "param" => StateSpace.Param,
        _ => null,
    };

    /// <summary>What a generic address adds to an address of <paramref name="space"/>.</summary>
    public static ulong GenericBase(StateSpace space) => space switch
    {
        StateSpace.Shared => SharedWindow,
        StateSpace.Local => LocalWindow,
        _ => 0,
    };

    /// <summary>Finds the space behind a generic address and makes the address relative to it.</summary>
    public static StateSpace Resolve(ref ulong address)
    {
        if (address - SharedWindow < WindowBytes)
        {
            address -= SharedWindow;
            return StateSpace.Shared;
        }
        if (address - LocalWindow < WindowBytes)
        {
            address -= LocalWindow;
            return StateSpace.Local;
        }
        return StateSpace.Global;
    }
}
