namespace SqueezeBert.Gpu.Weights;

/// <summary>Passes on the bytes of one tensor and refuses one byte too many, before it reaches the file.</summary>
internal sealed class ExactLengthStream(Stream target, string file, SafetensorsTensor tensor) : Stream
{
    private long written;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => written;
        set => throw new NotSupportedException();
    }

    /// <exception cref="WeightsFileException">Fewer bytes were written than the tensor takes.</exception>
    public void RefuseIncomplete()
    {
        if (written != tensor.ByteLength)
        {
            throw new WeightsFileException(file, tensor.Name, $"{written} bytes were written, expected {tensor.ByteLength}");
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length > tensor.ByteLength - written)
        {
            throw new WeightsFileException(
                file, tensor.Name, $"more than the expected {tensor.ByteLength} bytes were written");
        }

        target.Write(buffer);
        written += buffer.Length;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
