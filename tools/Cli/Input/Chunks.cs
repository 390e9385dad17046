namespace SqueezeBert.Gpu.Cli.Input;

/// <summary>A sequence in arrays of a few, so that a file of any length is worked on in little memory.</summary>
internal static class Chunks
{
    /// <summary>Arrays of at most <paramref name="size"/> items, in order, none empty.</summary>
    public static IEnumerable<T[]> Of<T>(IEnumerable<T> items, int size)
    {
        var chunk = new List<T>();
        foreach (T item in items)
        {
            chunk.Add(item);
            if (chunk.Count == size)
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
}
