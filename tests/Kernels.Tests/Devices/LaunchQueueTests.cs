using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Kernels.Tests.Devices;

/// <summary>Queues: copies that go with launches, turns between threads.</summary>
[TestFixtureSource(typeof(AllRunners), nameof(AllRunners.Fixtures))]
public sealed class LaunchQueueTests(Runner runner) : DeviceFixture(runner)
{
    private const int Length = 64;

    [Test]
    public void Copies_and_launches_of_a_queue_are_done_in_order()
    {
        using LaunchQueue? queue = Device.OpenQueue();
        Assert.That(queue, Device.IsHost ? Is.Null : Is.Not.Null);
        if (queue is null)
        {
            return;
        }

        var relu = new Elementwise<Activate<Relu>>(Device);
        using DeviceBuffer<float> memory = Device.Allocate<float>(4 * Length);
        using var host = new PinnedBuffer<float>(Device, 2 * Length, "a test");
        ArrayView<float> input = memory.View.SubView(Length, Length);
        ArrayView<float> output = memory.View.SubView(2 * Length, Length);
        using QueuedCopy upload = host.To(input);
        using QueuedCopy download = host.From(output);
        for (int run = 1; run <= 3; run++)
        {
            host.Span.Fill(float.NaN);
            for (int i = 0; i < Length; i++)
            {
                host.Span[i] = i % 2 == 0 ? run * i : -run * i;
            }

            queue.Submit(() =>
            {
                Device.Enqueue(upload);
                relu.Run(new ElementwiseArguments<Activate<Relu>> { Input = input, Output = output, T = 1, C = Length });
                Device.Enqueue(download);
            });
            queue.Wait();
            float[] expected = [.. Enumerable.Range(0, Length).Select(i => i % 2 == 0 ? (float)(run * i) : 0)];
            Assert.Multiple(() =>
            {
                Assert.That(host.Span[..Length].ToArray(), Is.EqualTo(expected));
                Assert.That(host.Span[Length..].ToArray(), Is.All.NaN, "only the copied part is written");
            });
        }
    }

    [Test]
    public void Queues_of_one_device_take_turns_at_submitting()
    {
        if (Device.IsHost)
        {
            return;
        }

        int inside = 0;
        int most = 0;
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            using LaunchQueue queue = Device.OpenQueue()!;
            for (int i = 0; i < 200; i++)
            {
                queue.Submit(() =>
                {
                    most = Math.Max(most, Interlocked.Increment(ref inside));
                    Thread.SpinWait(100);
                    Interlocked.Decrement(ref inside);
                });
            }
        });
        Assert.That(most, Is.EqualTo(1));
    }

    [Test]
    public void A_copy_outside_of_what_is_submitted_is_refused()
    {
        if (Device.IsHost)
        {
            return;
        }

        using DeviceBuffer<float> memory = Device.Allocate<float>(Length);
        using var host = new PinnedBuffer<float>(Device, Length, "a test");
        using QueuedCopy copy = host.To(memory.View);
        Assert.That(() => Device.Enqueue(copy), Throws.InvalidOperationException);
    }
}
