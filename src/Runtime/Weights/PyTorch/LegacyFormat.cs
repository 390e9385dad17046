using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using SqueezeBert.Gpu.Files;

namespace SqueezeBert.Gpu.Weights.PyTorch;

/// <summary>
/// A checkpoint as PyTorch wrote them before 1.6: five pickles one after another (a magic number, a version, the byte order, the
/// tensors, the keys of their storages), then each storage, its number of elements before it. Source: PyTorch,
/// <c>torch/serialization.py</c>, <c>_legacy_save</c>.
/// </summary>
internal sealed class LegacyFormat
{
    private const byte ProtocolInstruction = (byte)PickleOpcode.Protocol;
    private const long Version = 1001;

    private static readonly BigInteger Magic =
        BigInteger.Parse("1950a86a20f9469cfc6c", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private readonly MappedFile bytes;
    private readonly string file;
    private readonly CheckpointObjects objects;
    private readonly Dictionary<string, Storage> storages = new(StringComparer.Ordinal);
    private long position;

    private LegacyFormat(MappedFile bytes, string file)
    {
        this.bytes = bytes;
        this.file = file;
        objects = new CheckpointObjects(file, Find);
    }

    /// <summary>Whether a file begins with a pickle.</summary>
    public static bool IsOne(ReadOnlySpan<byte> start) => start[0] == ProtocolInstruction;

    /// <exception cref="WeightsFileException">A pickle is malformed, the file is cut off, or it holds something else.</exception>
    public static Dictionary<string, TensorView> Read(MappedFile bytes, string file) => new LegacyFormat(bytes, file).Read();

    private Dictionary<string, TensorView> Read()
    {
        byte[] start = new byte[Math.Min(bytes.Length, PickleReader.MaximumBytes)];
        bytes.ReadExactly(0, start);
        if (ReadPickle(start) is not BigInteger magic || magic != Magic)
        {
            throw new WeightsFileException(file, "the file is a pickle, but not one that PyTorch wrote");
        }

        object? version = ReadPickle(start);
        if (version is not Version)
        {
            string found = version is long number ? $"{number}" : PickleKind.Of(version);
            throw new WeightsFileException(file, $"its version is {found}, expected {Version}");
        }

        if (ReadPickle(start) is not Dictionary<string, object?> system || system.GetValueOrDefault("little_endian") is not true)
        {
            throw new WeightsFileException(file, "it does not say that its byte order is little-endian, which is expected");
        }

        Dictionary<string, TensorView> tensors = StateDictionary.Of(ReadPickle(start), file);
        LocateStorages(ReadPickle(start));
        return tensors;
    }

    private object? ReadPickle(byte[] start)
    {
        var reader = new PickleReader(start.AsSpan((int)position), file, objects);
        object? value = reader.Read();
        position += reader.Position;
        return value;
    }

    private Storage Find(string key, SafetensorsDType type, long count)
    {
        if (!storages.TryGetValue(key, out Storage? storage))
        {
            storages.Add(key, storage = new Storage(key, type, count));
        }

        return storage.Type == type && storage.Count == count
            ? storage
            : throw new WeightsFileException(
                file, $"the storage {MessageText.Quote(key)} is {storage.Count} of {storage.Type.Name()}, and also {count} of " +
                    type.Name());
    }

    private void LocateStorages(object? keys)
    {
        if (keys is not List<object?> list)
        {
            throw new WeightsFileException(file, $"{PickleKind.Of(keys)} stands where the keys of the storages are expected");
        }

        Span<byte> count = stackalloc byte[sizeof(long)];
        foreach (object? entry in list)
        {
            if (entry is not string key || !storages.TryGetValue(key, out Storage? storage) || storage.FileOffset is not null)
            {
                string found = entry is string text ? MessageText.Quote(text) : PickleKind.Of(entry);
                throw new WeightsFileException(
                    file, $"a storage is called {found}, expected one that a tensor has, and each once");
            }

            bytes.ReadExactly(position, count);
            position += sizeof(long);
            long elements = BinaryPrimitives.ReadInt64LittleEndian(count);
            if (elements != storage.Count || storage.ByteLength > bytes.Length - position)
            {
                throw new WeightsFileException(
                    file, $"the storage {MessageText.Quote(key)} has {elements} elements and the file {bytes.Length - position} " +
                        $"bytes more, expected {storage.Count} of {storage.Type.Name()}");
            }

            storage.FileOffset = position;
            position += storage.ByteLength;
        }

        if (position != bytes.Length)
        {
            throw new WeightsFileException(file, $"{bytes.Length - position} bytes follow the last storage, expected none");
        }
    }
}
