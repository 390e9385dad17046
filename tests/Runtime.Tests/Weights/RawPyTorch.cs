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
