namespace SqueezeBert.Gpu.Kernels;

/// <summary>Code that is generic over the storage of weights.</summary>
/// <typeparam name="TResult">What it makes.</typeparam>
internal interface IElementConsumer<out TResult>
{
    /// <summary>Runs with the chosen storage.</summary>
    TResult Use<TBits, TElement>()
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>;
}
