namespace SqueezeBert.Gpu.Testing;

/// <summary>Measures what code allocates on the managed heap.</summary>
public static class ManagedHeap
{
    // The first runs may initialise statics and resolve generics.
    private const int WarmUps = 30;

    // A collection that another thread causes retires this thread's allocation buffer, and counts what was left of it as
    // allocated. What the code itself allocates shows in every attempt.
    private const int Attempts = 5;

    /// <summary>Bytes that <paramref name="runs"/> calls allocate on this thread once everything is warm.</summary>
    public static long BytesOf(Action run, int runs)
    {
        ArgumentNullException.ThrowIfNull(run);
        for (int i = 0; i < WarmUps; i++)
        {
            run();
        }

        long least = long.MaxValue;
        for (int attempt = 0; attempt < Attempts && least > 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < runs; i++)
            {
                run();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
