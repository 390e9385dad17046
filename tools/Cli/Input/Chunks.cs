namespace SqueezeBert.Gpu.Cli.Input;

/// <summary>A sequence in arrays of a few, so that a file of any length is worked on in little memory.</summary>
internal static class Chunks
{
    /// <summary>
    /// Arrays of at most <paramref name="size"/> items, in order, none empty. Commands compute on the thread that asks for them,
    /// so it is this thread that waits.
    /// </summary>
    /// <param name="items">The sequence.</param>
    /// <param name="size">The most items of an array.</param>
    /// <param name="isLive">Whether an array also ends where the next item has not come yet.</param>
    /// <param name="cancellationToken">Ends the wait for an item.</param>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public static IEnumerable<T[]> Of<T>(IAsyncEnumerable<T> items, int size, bool isLive, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        IAsyncEnumerator<T> all = items.GetAsyncEnumerator(ended.Token);
        var chunk = new List<T>();
        Task<bool> next = all.MoveNextAsync().AsTask();
        try
        {
            while (next.GetAwaiter().GetResult())
            {
                chunk.Add(all.Current);
                next = all.MoveNextAsync().AsTask();
                if (chunk.Count == size || (isLive && !next.IsCompleted))
                {
                    yield return [.. chunk];
                    chunk.Clear();
                }
            }

            if (chunk.Count > 0)
            {
                yield return [.. chunk];
            }
        }
        finally
        {
            // Nobody disposes of an enumerator that still looks for its next item.
            ended.Cancel();
            Task.WhenAny(next).GetAwaiter().GetResult();
            all.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }
}
