using SqueezeBert.Gpu.Kernels;

namespace SqueezeBert.Gpu.Execution;

/// <summary>Code that is generic over how a residual is stored.</summary>
/// <typeparam name="TResult">What it makes.</typeparam>
internal interface IResidualConsumer<out TResult>
{
    /// <summary>Runs with the chosen storage.</summary>
    /// <param name="residual">What adds a residual that was bound to memory.</param>
    TResult Use<TResidual>(Func<Binding, TResidual> residual)
        where TResidual : struct, IEpilogue;
}
