using System.Runtime.ExceptionServices;

namespace SqueezeBert.Gpu.Devices;

/// <summary>
/// The CPU device's threads: the caller and <see cref="Count"/> - 1 others, which spin briefly for the next job of the same
/// forward pass and then sleep. While one caller's job runs, another caller does its own alone, so that the cores are never
/// oversubscribed.
/// </summary>
internal sealed class HostThreads : IDisposable
{
    private const int SpinsBeforeSleep = 2000;

    private readonly Thread[] workers;
    private readonly Lock gate = new();
    private readonly object wake = new();
    private HostJob? job;
    private int items;
    private int next;
    private int running;
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
            for (int item = 0; item < count; item++)
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
        job = work;
        items = count;
        failure = null;
        Volatile.Write(ref next, 0);
        Volatile.Write(ref running, workers.Length);
        Interlocked.Increment(ref generation);
        if (Volatile.Read(ref sleeping) > 0)
        {
            lock (wake)
            {
                Monitor.PulseAll(wake);
            }
        }

        Drain(0);
        var spinner = default(SpinWait);
        while (Volatile.Read(ref running) > 0)
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
            Drain(worker);
            Interlocked.Decrement(ref running);
        }
    }

    private bool WaitForJob(ref int seen)
    {
        for (int spin = 0; spin < SpinsBeforeSleep; spin++)
        {
            if (Volatile.Read(ref generation) != seen)
            {
                seen++;
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

        if (stopped)
        {
            return false;
        }

        seen++;
        return true;
    }

    private void Drain(int worker)
    {
        HostJob work = job!;
        try
        {
            for (int item = Interlocked.Increment(ref next) - 1; item < items; item = Interlocked.Increment(ref next) - 1)
            {
                work.Execute(item, worker);
            }
        }
        catch (Exception error)
        {
            // The caller rethrows it; the other threads run out of items.
            Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(error), null);
            Volatile.Write(ref next, items);
        }
    }
}
