namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>A named piece of shared, local or parameter memory.</summary>
/// <param name="Space">The state space it lies in.</param>
/// <param name="Offset">Its first byte in that space; for dynamic shared memory, known once all static memory is.</param>
internal readonly record struct PtxVariable(StateSpace Space, int Offset)
{
    public const int Dynamic = -1;
}
