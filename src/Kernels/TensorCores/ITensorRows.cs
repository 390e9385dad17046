namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// 64 rows of activations on their way to a tile in shared memory, in two steps, so that a tile of products lies between a read and
/// the first use of what it brings.
/// </summary>
/// <typeparam name="TFetched">What a thread keeps in registers between the steps.</typeparam>
internal interface ITensorRows<TFetched>
    where TFetched : struct
{
    /// <summary>Reads this thread's share of a tile.</summary>
    /// <param name="to">The tile.</param>
    /// <param name="depth">Its first depth, one that is there.</param>
    TFetched Fetch(uint to, int depth);

    /// <summary>Stores it, for other threads to see behind a barrier.</summary>
    /// <param name="to">The tile.</param>
    /// <param name="fetched">As made by <see cref="Fetch"/>.</param>
    void Store(uint to, TFetched fetched);
}
