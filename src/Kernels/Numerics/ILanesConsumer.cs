namespace SqueezeBert.Gpu.Kernels;

/// <summary>Code that is generic over the SIMD width, instantiated once by <see cref="HostVectors"/>.</summary>
/// <typeparam name="TResult">What it makes.</typeparam>
internal interface ILanesConsumer<out TResult>
{
    /// <summary>Runs with the chosen width.</summary>
    TResult Use<TLanes>()
        where TLanes : struct, ILanes<TLanes>;
}
