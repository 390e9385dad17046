namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>The asynchronous copies of one thread, in committed groups. Source: PTX ISA, "cp.async.commit_group".</summary>
internal sealed class AsyncCopyQueue
{
    private readonly Queue<List<AsyncCopy>> _groups = [];
    private List<AsyncCopy> _open = [];

    public void Add(AsyncCopy copy) => _open.Add(copy);

    // An empty group counts too: wait_group counts groups, not copies.
    public void Commit()
    {
        _groups.Enqueue(_open);
        _open = [];
    }

    /// <summary>Takes out all committed groups but the latest <paramref name="mayRemain"/>.</summary>
    public IEnumerable<AsyncCopy> Complete(int mayRemain)
    {
        while (_groups.Count > mayRemain)
        {
            foreach (AsyncCopy copy in _groups.Dequeue())
            {
                yield return copy;
            }
        }
    }

    public void Clear()
    {
        _groups.Clear();
        _open.Clear();
    }
}
