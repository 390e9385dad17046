namespace SqueezeBert.Gpu.Kernels;

/// <summary>Code that is generic over how activations lie in memory before and after a tensor-core kernel.</summary>
/// <typeparam name="TElement">The format that is multiplied.</typeparam>
/// <typeparam name="TResult">What it makes.</typeparam>
internal interface ITensorConsumer<TElement, out TResult>
    where TElement : struct, ITensorElement
{
    /// <summary>Runs with the chosen storage.</summary>
    TResult Use<TInput, TOutput>()
        where TInput : struct, ITensorInput, IActivations<TInput>
        where TOutput : struct, ITensorOutput, IActivations<TOutput>;
}
