using System.Runtime.ExceptionServices;

namespace SqueezeBert.Gpu.Devices;

/// <summary>
/// The CPU device's threads: the caller and <see cref="Count"/> - 1 others, which spin briefly for the next job of the same
/// forward pass and then sleep. A job is over when its items are, whether or not every thread came. While one caller's job runs,
/// another caller does its own alone, so that the cores are never oversubscribed.
/// </summary>
internal sealed class HostThreads : IDisposable
{
    private const int SpinsBeforeSleep = 2000;

    private readonly Thread[] workers;
    private readonly Lock gate = new();
    private readonly object wake = new();
    private volatile HostJob? job;
    private int waiting;
    private int unfinished;
    private int generation;
    private int sleeping;
    private volatile bool stopped;
    private ExceptionDispatchInfo? failure;

    public HostThreads(int count)
    {
        Count = count;
        workers = new Thread[count - 1];
        for (int i = 0; i < workers.Length; i++)
        {
            int worker = i + 1;
            workers[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = $"SqueezeBert.Gpu worker {worker}" };
            workers[i].Start();
        }
    }

    /// <summary>Threads, the caller's included.</summary>
    public int Count { get; }

    /// <summary>Does all items of a job and returns when the last is done; an item's exception is rethrown here.</summary>
    public void Run(HostJob work, int count)
    {
        if (count <= 1 || Count == 1 || !gate.TryEnter())
        {
            for (int item = count - 1; item >= 0; item--)
            {
                work.Execute(item, 0);
            }

            return;
        }

        try
        {
            RunTogether(work, count);
        }
        finally
        {
            gate.Exit();
        }
    }

    public void Dispose()
    {
        stopped = true;
        lock (wake)
        {
            Monitor.PulseAll(wake);
        }

        foreach (Thread worker in workers)
        {
            worker.Join();
        }
    }

    private void RunTogether(HostJob work, int count)
    {
        // Whoever takes an item below has seen the job: the count of waiting items is written last.
        job = work;
        failure = null;
        Volatile.Write(ref unfinished, count);
        Volatile.Write(ref waiting, count);
        Interlocked.Increment(ref generation);
        if (Volatile.Read(ref sleeping) > 0)
        {
            lock (wake)
            {
                Monitor.PulseAll(wake);
            }
        }

        // A thread that comes late finds nothing left to do; nobody waits for it.
        DoItems(0);
        var spinner = default(SpinWait);
        while (Volatile.Read(ref unfinished) > 0)
        {
            spinner.SpinOnce(-1);
        }

        job = null;
        failure?.Throw();
    }

    private void Work(int worker)
    {
        int seen = 0;
        while (WaitForJob(ref seen))
        {
            DoItems(worker);
        }
    }

    private bool WaitForJob(ref int seen)
    {
        for (int spin = 0; spin < SpinsBeforeSleep; spin++)
        {
            if (Volatile.Read(ref generation) != seen)
            {
                seen = Volatile.Read(ref generation);
                return true;
            }

            Thread.SpinWait(20);
        }

        lock (wake)
        {
            Interlocked.Increment(ref sleeping);
            while (Volatile.Read(ref generation) == seen && !stopped)
            {
                Monitor.Wait(wake);
            }

            Interlocked.Decrement(ref sleeping);
        }

        seen = Volatile.Read(ref generation);
        return !stopped;
    }

    // Items go out from the last to the first, so that their number alone says which is next: a thread that is late for one job
    // can then only take a valid item of the next one, or none.
    private void DoItems(int worker)
    {
        int done = 0;
        try
        {
            for (int item = Take(); item >= 0; item = Take())
            {
                done++;
                job!.Execute(item, worker);
            }
        }
        catch (Exception error)
        {
            // The caller rethrows it; what nobody has taken yet is dropped.
            Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(error), null);
            done += Math.Max(0, Interlocked.Exchange(ref waiting, 0));
        }

        if (done > 0)
        {
            Interlocked.Add(ref unfinished, -done);
        }
    }

    private int Take() => Volatile.Read(ref waiting) > 0 ? Interlocked.Decrement(ref waiting) : -1;
}
