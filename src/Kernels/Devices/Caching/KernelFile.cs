using System.Security.Cryptography;
using System.Text;

namespace SqueezeBert.Gpu.Devices.Caching;

/// <summary>
/// A kept kernel as bytes: eight that name the format, the SHA-256 of what follows it, the length of that as 8 bytes, and the key,
/// the source, the fixed shared memory and whether there may be more.
/// </summary>
internal static class KernelFile
{
    /// <summary>Counts the ways in which kernels were kept. It is part of every key.</summary>
    public const int FormatVersion = 1;

    /// <summary>No kernel is nearly as long as this.</summary>
    public const int MostBytes = 1 << 24;

    private const int HeaderBytes = 8 + SHA256.HashSizeInBytes + sizeof(long);

    private static ReadOnlySpan<byte> Format => "SQBKERN1"u8;

    /// <summary>The bytes of a kernel.</summary>
    public static byte[] Encode(KernelKey key, KeptKernel kernel)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Format);
        writer.Write(new byte[SHA256.HashSizeInBytes]);
        writer.Write(0L);
        writer.Write(key.Text);
        writer.Write(kernel.Source);
        writer.Write(kernel.StaticSharedBytes);
        writer.Write(kernel.HasDynamicSharedMemory);
        writer.Flush();

        byte[] bytes = stream.ToArray();
        BitConverter.TryWriteBytes(bytes.AsSpan(HeaderBytes - sizeof(long)), bytes.LongLength - HeaderBytes);
        SHA256.HashData(bytes.AsSpan(8 + SHA256.HashSizeInBytes), bytes.AsSpan(8));
        return bytes;
    }

    /// <summary>The kernel again.</summary>
    /// <param name="bytes">From <see cref="Encode"/>, or anything else.</param>
    /// <param name="key">Its key.</param>
    /// <exception cref="InvalidDataException">They are not as they were written, or another kernel's.</exception>
    public static KeptKernel Decode(byte[] bytes, KernelKey key)
    {
        if (bytes.Length < HeaderBytes || !bytes.AsSpan(0, 8).SequenceEqual(Format))
        {
            throw new InvalidDataException("it does not begin as a kept kernel does");
        }

        long length = BitConverter.ToInt64(bytes, HeaderBytes - sizeof(long));
        if (length != bytes.LongLength - HeaderBytes)
        {
            throw new InvalidDataException($"expected {length} bytes after the header, found {bytes.LongLength - HeaderBytes}");
        }

        ReadOnlySpan<byte> hash = bytes.AsSpan(8, SHA256.HashSizeInBytes);
        if (!SHA256.HashData(bytes.AsSpan(8 + SHA256.HashSizeInBytes)).AsSpan().SequenceEqual(hash))
        {
            throw new InvalidDataException("its SHA-256 differs from the one that it was written with");
        }

        using var reader = new BinaryReader(new MemoryStream(bytes, HeaderBytes, bytes.Length - HeaderBytes), Encoding.UTF8);
        return reader.ReadString() == key.Text
            ? new KeptKernel(reader.ReadString(), reader.ReadInt32(), reader.ReadBoolean())
            : throw new InvalidDataException("it is another kernel's");
    }
}
