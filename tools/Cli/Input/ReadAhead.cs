using System.IO.Pipelines;

namespace SqueezeBert.Gpu.Cli.Input;

/// <summary>
/// A stream whose reads block, such as stdin, read ahead by a thread of its own: to wait for its bytes can be given up, and what
/// has come while the command computed is there at once.
/// </summary>
internal static class ReadAhead
{
    private const int BlockBytes = 1 << 16;
    private const int MostBytes = 1 << 20;

    /// <summary>Begins to read; what has been read is lost when the result is disposed of.</summary>
    public static Stream Of(Stream stream)
    {
        var pipe = new Pipe(new PipeOptions(
            pauseWriterThreshold: MostBytes, resumeWriterThreshold: MostBytes / 2, minimumSegmentSize: BlockBytes));

        // In the background: a read that nobody waits for any more does not keep the process.
        new Thread(() => Fill(pipe.Writer, stream)) { IsBackground = true, Name = "squeezebert stdin" }.Start();
        return pipe.Reader.AsStream();
    }

    private static void Fill(PipeWriter writer, Stream stream)
    {
        Exception? failure = null;
        try
        {
            int read;
            bool isWanted;
            do
            {
                read = stream.Read(writer.GetSpan(BlockBytes));
                writer.Advance(read);
                isWanted = !writer.FlushAsync().AsTask().GetAwaiter().GetResult().IsCompleted;
            }
            while (read > 0 && isWanted);
        }
        catch (Exception error)
        {
            failure = error; // thrown where the pipe is read
        }

        writer.Complete(failure);
    }
}
