using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Kernels.Tests.Devices;

public sealed class HostThreadsTests
{
    [Test]
    public void Every_item_is_done_once([Values(1, 2, 5)] int threads, [Values(0, 1, 2, 1000)] int items)
    {
        using var pool = new HostThreads(threads);
        var job = new CountingJob(Math.Max(items, 1), threads);
        for (int run = 1; run <= 50; run++)
        {
            pool.Run(job, items);
            Assert.That(job.Counts.Take(items), Is.All.EqualTo(run));
        }
    }

    [Test]
    public void An_exception_reaches_the_caller_and_the_pool_goes_on([Values(1, 3)] int threads)
    {
        using var pool = new HostThreads(threads);
        var job = new CountingJob(10, threads);
        for (int i = 0; i < 20; i++)
        {
            Assert.That(() => pool.Run(new FailingJob(), 100), Throws.TypeOf<InvalidOperationException>().With.Message.EqualTo("item"));
        }

        pool.Run(job, 10);
        Assert.That(job.Counts, Is.All.EqualTo(1));
    }

    [Test]
    public void Callers_at_the_same_time_each_get_their_own_work_done()
    {
        const int Runs = 200;
        using var pool = new HostThreads(2);
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            var job = new CountingJob(64, 2);
            for (int run = 0; run < Runs; run++)
            {
                pool.Run(job, 64);
            }

            Assert.That(job.Counts, Is.All.EqualTo(Runs));
        });
    }

    [Test]
    public void Running_allocates_nothing()
    {
        using var pool = new HostThreads(2);
        var job = new CountingJob(64, 2);
        Assert.That(ManagedHeap.BytesOf(() => pool.Run(job, 64), 100), Is.Zero);
    }

    private sealed class CountingJob(int items, int threads) : HostJob
    {
        public int[] Counts { get; } = new int[items];

        public override void Execute(int item, int worker)
        {
            if ((uint)worker >= (uint)threads)
            {
                throw new InvalidOperationException($"worker {worker} of {threads}");
            }

            Interlocked.Increment(ref Counts[item]);
        }
    }

    private sealed class FailingJob : HostJob
    {
        public override void Execute(int item, int worker) => throw new InvalidOperationException("item");
    }
}
