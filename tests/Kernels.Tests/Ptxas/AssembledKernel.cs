using System.Reflection;
using SqueezeBert.Gpu.PtxInterpreter;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Kernels.Tests.Ptxas;

/// <summary>A kernel on its way to an architecture.</summary>
/// <param name="Method">The kernel.</param>
/// <param name="Ptx">What ILGPU makes of it.</param>
/// <param name="Report">What NVIDIA's assembler makes of that.</param>
internal sealed record AssembledKernel(MethodInfo Method, string Ptx, PtxasReport Report)
{
    /// <summary>A name that tells all flavours apart.</summary>
    public string Name { get; } = KernelNames.Of(Method);

    /// <summary>Whether it is for tensor cores.</summary>
    public bool IsTensor => KernelNames.IsTensor(Method);

    /// <summary>Threads of a block: the portable kernels all take 64, and so does the feed-forward in TF32.</summary>
    public int Threads => IsTensor && !IsSingleFeedForward ? TensorTile.GroupSize : TileProduct.GroupSize;

    private bool IsSingleFeedForward =>
        Name.StartsWith(nameof(GroupedFeedForward<>), StringComparison.Ordinal)
        && Method.GetGenericArguments().Contains(typeof(TensorTF32));
}
