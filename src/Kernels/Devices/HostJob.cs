namespace SqueezeBert.Gpu.Devices;

/// <summary>Work of the CPU device that falls into independent items. Reused between runs, so that a run allocates nothing.</summary>
internal abstract class HostJob
{
    /// <summary>Does one item.</summary>
    /// <param name="item">Which, from 0.</param>
    /// <param name="worker">Which thread does it, from 0 to <see cref="HostThreads.Count"/> - 1: picks that thread's scratch.</param>
    public abstract void Execute(int item, int worker);
}
