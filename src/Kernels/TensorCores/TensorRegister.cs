using System.Runtime.CompilerServices;
using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Registers into which inline PTX may write. ILGPU returns results of inline PTX through memory only, of which ptxas makes a
/// stack; but what it hands over as an input is a register, and an instruction that writes there leaves its result in the very
/// value that the kernel goes on with.
/// </summary>
/// <remarks>
/// That needs a register which no other value has, and an origin that compilers cannot compute with: neither constants, which
/// ILGPU shares and folds, nor sums, which it reassociates. Inside a loop the origin must change from turn to turn if arithmetic
/// reads the register there, or ILGPU takes that arithmetic out of the loop. The interpreter of PTX runs what came of all this.
/// </remarks>
internal static class TensorRegister
{
    /// <summary>A register for a float, contents undefined.</summary>
    /// <param name="origin">Any value that is not known while compiling.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Single(uint origin) => Interop.IntAsFloat(origin);

    /// <summary>A register for 32 bits, contents undefined.</summary>
    /// <param name="origin">Likewise.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Word(uint origin) => ~origin;
}
