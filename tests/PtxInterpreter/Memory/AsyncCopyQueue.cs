namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>The asynchronous copies of one thread, in committed groups. Source: PTX ISA, "cp.async.commit_group".</summary>
internal sealed class AsyncCopyQueue
{
    private readonly Queue<List<AsyncCopy>> groups = [];
    private List<AsyncCopy> open = [];

    public void Add(AsyncCopy copy) => open.Add(copy);

    // An empty group counts too: wait_group counts groups, not copies.
    public void Commit()
    {
        groups.Enqueue(open);
        open = [];
    }

    /// <summary>Takes out all committed groups but the latest <paramref name="mayRemain"/>.</summary>
    public IEnumerable<AsyncCopy> Complete(int mayRemain)
    {
        while (groups.Count > mayRemain)
        {
            foreach (AsyncCopy copy in groups.Dequeue())
            {
                yield return copy;
            }
        }
    }

    public void Clear()
    {
        groups.Clear();
        open.Clear();
    }
}
