using System.Threading.Channels;
using SqueezeBert.Gpu.Cli.Input;

namespace SqueezeBert.Gpu.Cli.Tests;

/// <summary>Where a chunk ends.</summary>
[TestFixture]
public sealed class ChunksTests
{
    private static Channel<int> ChannelOf(params int[] items)
    {
        Channel<int> channel = Channel.CreateUnbounded<int>();
        foreach (int item in items)
        {
            Assert.That(channel.Writer.TryWrite(item));
        }

        return channel;
    }

    private static IEnumerable<int[]> LiveChunks(Channel<int> channel, int size, CancellationToken cancellationToken = default) =>
        Chunks.Of(channel.Reader.ReadAllAsync(CancellationToken.None), size, isLive: true, cancellationToken);

    [Test]
    public void A_live_chunk_ends_where_it_is_full_or_nothing_waits()
    {
        Channel<int> channel = ChannelOf(1, 2, 3, 4, 5);
        using IEnumerator<int[]> chunks = LiveChunks(channel, 3).GetEnumerator();
        Assert.That(Next(), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(Next(), Is.EqualTo(new[] { 4, 5 }));
        Assert.That(channel.Writer.TryWrite(6));
        Assert.That(Next(), Is.EqualTo(new[] { 6 }));
        channel.Writer.Complete();
        Assert.That(Next(), Is.Null);

        int[]? Next() => chunks.MoveNext() ? chunks.Current : null;
    }

    [Test]
    public void Another_chunk_is_full_but_for_the_last_however_its_items_come()
    {
        int[][] chunks = [.. Chunks.Of(OneByOne(5), 3, isLive: false, CancellationToken.None)];
        Assert.That(chunks, Is.EqualTo(new int[][] { [0, 1, 2], [3, 4] }));

        static async IAsyncEnumerable<int> OneByOne(int count)
        {
            for (int i = 0; i < count; i++)
            {
                await Task.Yield();
                yield return i;
            }
        }
    }

    [Test]
    [CancelAfter(60_000)] // where it hangs
    public void The_wait_for_an_item_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        using IEnumerator<int[]> chunks = LiveChunks(ChannelOf(1), 3, cancellation.Token).GetEnumerator();
        Assert.That(chunks.MoveNext());
        cancellation.Cancel();
        Assert.That(chunks.MoveNext, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void A_sequence_that_waits_can_be_left() =>
        Assert.That(LiveChunks(ChannelOf(1), 3).First(), Is.EqualTo(new[] { 1 }));

    [Test]
    public void What_fails_behind_an_item_fails_before_the_chunk_is_given()
    {
        Channel<int> channel = ChannelOf(1);
        channel.Writer.Complete(new IOException("gone"));
        Assert.That(() => LiveChunks(channel, 3).First(), Throws.InstanceOf<IOException>());
    }
}
