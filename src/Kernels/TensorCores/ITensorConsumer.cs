namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Code that is generic over what a tensor-core kernel multiplies, and how activations lie in memory before and after it.
/// </summary>
/// <typeparam name="TResult">What it makes.</typeparam>
internal interface ITensorConsumer<out TResult>
{
    /// <summary>Runs with the chosen formats.</summary>
    TResult Use<TElement, TInput, TOutput>()
        where TElement : struct, ITensorElement
        where TInput : struct, ITensorInput, IActivations<TInput>
        where TOutput : struct, ITensorOutput, IActivations<TOutput>;
}
