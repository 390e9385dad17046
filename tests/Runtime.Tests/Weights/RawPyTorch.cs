using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Numerics;

namespace SqueezeBert.Gpu.Runtime.Tests.Weights;

/// <summary>Puts PyTorch's files together, also such as PyTorch would not write.</summary>
internal static class RawPyTorch
{
    /// <summary>The number with which the old format begins.</summary>
    public static byte[] Magic { get; } =
        RawPickle.Integer(BigInteger.Parse("1950a86a20f9469cfc6c", NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    /// <summary>Two tensors of one storage, <c>x</c> [2, 3] and its transposition <c>y</c> [3, 2].</summary>
    public static byte[] GoodState { get; } = RawPickle.Dictionary(
        ("x", RawPickle.Tensor(RawPickle.Storage("ShortStorage", "0", 6), 0, [2, 3], [3, 1])),
        ("y", RawPickle.Parameter(RawPickle.Tensor(RawPickle.Storage("ShortStorage", "0", 6), 0, [3, 2], [1, 3]))));

    public static byte[] GoodData { get; } = [1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0];

    /// <summary>The archive that PyTorch writes of a state and its storages.</summary>
    public static byte[] Archive(byte[] state, params (string Key, byte[] Data)[] storages) => Zip(
        CompressionLevel.NoCompression,
        [("model/data.pkl", RawPickle.Of(state)), .. storages.Select(storage => ($"model/data/{storage.Key}", storage.Data))]);

    /// <summary>Any archive.</summary>
    public static byte[] Zip(CompressionLevel level, params (string Name, byte[] Bytes)[] entries)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in entries)
            {
                using Stream entry = archive.CreateEntry(name, level).Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }

    /// <summary>The same archive with every size and offset in 64 bits, as they must be above 4 GiB.</summary>
    public static byte[] In64Bits(byte[] zip)
    {
        const int EndBytes = 22;
        const int EntryBytes = 46;
        ReadOnlySpan<byte> end = zip.AsSpan(zip.Length - EndBytes);
        int start = BinaryPrimitives.ReadInt32LittleEndian(end[16..]);
        using var written = new MemoryStream();
        written.Write(zip, 0, start);
        ReadOnlySpan<byte> rest = zip.AsSpan(start..^EndBytes);
        while (!rest.IsEmpty)
        {
            byte[] entry = rest[..(EntryBytes + BinaryPrimitives.ReadUInt16LittleEndian(rest[28..]))].ToArray();
            rest = rest[entry.Length..];
            byte[] extra = new byte[28];
            extra[0] = 1;
            extra[2] = 24;
            int at = 4;
            foreach (int field in (int[])[24, 20, 42])
            {
                entry.AsSpan(field, sizeof(uint)).CopyTo(extra.AsSpan(at));
                entry.AsSpan(field, sizeof(uint)).Fill(byte.MaxValue);
                at += sizeof(ulong);
            }

            BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(30), (ushort)extra.Length);
            written.Write(entry);
            written.Write(extra);
        }

        long end64 = written.Position;
        byte[] tail = [.. "PK\u0006\u0006"u8, .. new byte[52], .. "PK\u0006\u0007"u8, .. new byte[16], .. end];
        BinaryPrimitives.WriteInt64LittleEndian(tail.AsSpan(40), end64 - start);
        BinaryPrimitives.WriteInt64LittleEndian(tail.AsSpan(48), start);
        BinaryPrimitives.WriteInt64LittleEndian(tail.AsSpan(64), end64);
        tail.AsSpan(88, 8).Fill(byte.MaxValue);
        written.Write(tail);
        return written.ToArray();
    }

    /// <summary>The file that PyTorch wrote before 1.6 of a state and its storages.</summary>
    public static byte[] Legacy(byte[] state, params (string Key, long Count, byte[] Data)[] storages) => Legacy(
        state, Magic, RawPickle.Integer(1001), RawPickle.Dictionary(("little_endian", RawPickle.True)),
        storages);

    public static byte[] Legacy(
        byte[] state, byte[] magic, byte[] version, byte[] system, params (string Key, long Count, byte[] Data)[] storages) =>
    [
        .. RawPickle.Of(magic), .. RawPickle.Of(version), .. RawPickle.Of(system), .. RawPickle.Of(state),
        .. RawPickle.Of(RawPickle.List([.. storages.Select(storage => RawPickle.Text(storage.Key))])),
        .. storages.SelectMany(storage => (byte[])[.. BitConverter.GetBytes(storage.Count), .. storage.Data]),
    ];
}
