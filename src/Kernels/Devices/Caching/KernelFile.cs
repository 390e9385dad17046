using System.Security.Cryptography;
using System.Text;

namespace SqueezeBert.Gpu.Devices.Caching;

/// <summary>
/// A kept kernel as bytes: eight that name the format, the SHA-256 of what follows it, how long compiling took as 8 bytes (ticks),
/// and the key, the source, the fixed shared memory and whether there may be more.
/// </summary>
internal static class KernelFile
{
    /// <summary>Counts the ways in which kernels were kept. It is part of every key.</summary>
    public const int FormatVersion = 2;

    /// <summary>No kernel is nearly as long as this.</summary>
    public const int MostBytes = 1 << 24;

    /// <summary>What <see cref="CompilationOf"/> needs.</summary>
    public const int HeaderBytes = HashedFrom + sizeof(long);

    // No compiler takes longer.
    private const long MostTicks = TimeSpan.TicksPerDay;

    private const int HashedFrom = 8 + SHA256.HashSizeInBytes;

    private static ReadOnlySpan<byte> Format => "SQBKERN2"u8;

    /// <summary>The bytes of a kernel.</summary>
    public static byte[] Encode(KernelKey key, KeptKernel kernel)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Format);
        writer.Write(new byte[SHA256.HashSizeInBytes]);
        writer.Write(kernel.Compilation.Ticks);
        writer.Write(key.Text);
        writer.Write(kernel.Source);
        writer.Write(kernel.StaticSharedBytes);
        writer.Write(kernel.HasDynamicSharedMemory);
        writer.Flush();

        byte[] bytes = stream.ToArray();
        SHA256.HashData(bytes.AsSpan(HashedFrom), bytes.AsSpan(Format.Length));
        return bytes;
    }

    /// <summary>The kernel again.</summary>
    /// <param name="bytes">From <see cref="Encode"/>, or anything else.</param>
    /// <param name="key">Its key.</param>
    /// <exception cref="InvalidDataException">They are not as they were written, or another kernel's.</exception>
    public static KeptKernel Decode(byte[] bytes, KernelKey key)
    {
        if (CompilationOf(bytes) is not { } compilation)
        {
            throw new InvalidDataException("it does not begin as a kept kernel does");
        }

        ReadOnlySpan<byte> hash = bytes.AsSpan(Format.Length, SHA256.HashSizeInBytes);
        if (!SHA256.HashData(bytes.AsSpan(HashedFrom)).AsSpan().SequenceEqual(hash))
        {
            throw new InvalidDataException("its SHA-256 differs from the one that it was written with");
        }

        using var reader = new BinaryReader(new MemoryStream(bytes, HeaderBytes, bytes.Length - HeaderBytes), Encoding.UTF8);
        return reader.ReadString() == key.Text
            ? new KeptKernel(reader.ReadString(), reader.ReadInt32(), reader.ReadBoolean(), compilation)
            : throw new InvalidDataException("it is another kernel's");
    }

    /// <summary>How long compiling a kernel took, unchecked; null where this is no kept kernel.</summary>
    /// <param name="bytes">The first <see cref="HeaderBytes"/> of it, or more.</param>
    public static TimeSpan? CompilationOf(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= HeaderBytes && bytes.StartsWith(Format)
        && BitConverter.ToInt64(bytes[HashedFrom..]) is >= 0 and <= MostTicks and var ticks
            ? new TimeSpan(ticks)
            : null;
}
