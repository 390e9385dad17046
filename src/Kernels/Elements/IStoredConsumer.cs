namespace SqueezeBert.Gpu.Kernels;

/// <summary>Code that is generic over the formats of what a kernel reads and of what it writes.</summary>
/// <typeparam name="TResult">What it makes.</typeparam>
internal interface IStoredConsumer<out TResult>
{
    /// <summary>Runs with the chosen formats.</summary>
    TResult Use<TInput, TOutput>()
        where TInput : struct, IStored<TInput>
        where TOutput : struct, IStored<TOutput>;
}
