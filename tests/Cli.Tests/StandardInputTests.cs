using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using SqueezeBert.Gpu.Cli.Input;

namespace SqueezeBert.Gpu.Cli.Tests;

/// <summary>A stdin that stays open: texts are answered as they come.</summary>
[TestFixture]
public sealed class StandardInputTests
{
    // The second text's record comes in two pieces: half of it neither holds back the first nor counts as a text.
    // Tables are not here: their reader looks at blocks of bytes, and gives a row when the next ones or the end have come.
    [TestCase("classify", "txt", "good\n", "ba", "d\n")]
    [TestCase("classify", "jsonl", "{\"text\":\"good\"}\n", "{\"text\":", "\"bad\"}\n")]
    [TestCase("tokenize", "txt", "good\n", "ba", "d\n")]
    [CancelAfter(60_000)] // where an answer does not come
    public async Task A_text_is_answered_before_the_next_one_comes(
        string command, string format, string first, string half, string rest, CancellationToken hangs)
    {
        var input = new Pipe();
        var output = new Pipe();
        using var error = new StringWriter();
        await using StreamWriter results = ToolStreams.Utf8Writer(output.Writer.AsStream());
        var streams = new ToolStreams { OpenInput = () => input.Reader.AsStream(), Output = results, Error = error };
        using var answers = new StreamReader(output.Reader.AsStream());
        Task<int> status = Task.Run(
            () => Tool.RunAsync([command, "--input", "-", "--format", format, "--json"], streams, hangs), CancellationToken.None);

        await input.Writer.WriteAsync(Encoding.UTF8.GetBytes(first + half), hangs);
        Assert.That(await answers.ReadLineAsync(hangs), Does.Contain("good"));
        await input.Writer.WriteAsync(Encoding.UTF8.GetBytes(rest), hangs);
        Assert.That(await answers.ReadLineAsync(hangs), Does.Contain("bad"));
        await input.Writer.CompleteAsync();
        Assert.That(await status, Is.Zero, error.ToString());
    }

    [Test]
    public async Task Padding_to_the_longest_waits_for_all()
    {
        ToolRun run;
        using (var input = new MemoryStream("good\na good film\n"u8.ToArray()))
        using (var output = new MemoryStream())
        using (var error = new StringWriter())
        await using (StreamWriter writer = ToolStreams.Utf8Writer(output))
        {
            var streams = new ToolStreams { OpenInput = () => new ByteByByte(input), Output = writer, Error = error };
            int status = await Tool.RunAsync(["tokenize", "--input", "-", "--json", "--padding", "longest"], streams);
            run = new ToolRun(status, Encoding.UTF8.GetString(output.ToArray()), error.ToString()).MustSucceed();
        }

        Assert.That(
            run.Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("ids").GetArrayLength()),
            Is.EqualTo(new[] { 5, 5 }));
    }

    [Test]
    public void Reading_ahead_gives_every_byte_in_order()
    {
        byte[] bytes = new byte[(1 << 22) + 1]; // several times what is read ahead
        new Random(1).NextBytes(bytes);
        using Stream stream = ReadAhead.Of(new MemoryStream(bytes));
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        Assert.That(copy.ToArray().AsSpan().SequenceEqual(bytes));
    }

    [Test]
    public void A_failure_of_the_stream_arrives_where_it_is_read()
    {
        var closed = new MemoryStream();
        closed.Dispose();
        using Stream stream = ReadAhead.Of(closed);
        Assert.That(() => stream.ReadByte(), Throws.InstanceOf<ObjectDisposedException>());
    }

    /// <summary>A stream that gives a byte at a time, each later than it is asked for.</summary>
    private sealed class ByteByByte(Stream stream) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            return stream.Read(buffer.Span[..1]);
        }

        public override int Read(byte[] buffer, int offset, int count) => stream.Read(buffer, offset, Math.Min(count, 1));

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
