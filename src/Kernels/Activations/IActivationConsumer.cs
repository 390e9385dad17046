namespace SqueezeBert.Gpu.Kernels;

/// <summary>Code that is generic over the activation.</summary>
/// <typeparam name="TResult">What it makes.</typeparam>
internal interface IActivationConsumer<out TResult>
{
    /// <summary>Runs with the chosen activation.</summary>
    TResult Use<TActivation>()
        where TActivation : struct, IActivation;
}
