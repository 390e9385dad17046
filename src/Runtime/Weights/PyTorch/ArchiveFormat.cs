using System.Text;
using SqueezeBert.Gpu.Files;

namespace SqueezeBert.Gpu.Weights.PyTorch;

/// <summary>
/// A checkpoint as PyTorch writes them since 1.6: a ZIP archive with one folder, in it <c>data.pkl</c>, <c>byteorder</c> (since
/// 2.1) and <c>data/</c> with a storage in each entry. Source: PyTorch, <c>torch/serialization.py</c>, <c>_save</c>.
/// </summary>
internal static class ArchiveFormat
{
    private const string PickleName = "data.pkl";
    private const string LittleEndian = "little";

    /// <exception cref="WeightsFileException">The archive or the pickle is malformed, or holds something else.</exception>
    public static Dictionary<string, TensorView> Read(MappedFile bytes, string file)
    {
        Dictionary<string, ZipEntry> entries = StoredZip.Read(bytes, file);
        string folder = FolderOf(entries.Keys, file);
        RefuseBigEndian(bytes, entries, folder, file);
        ZipEntry pickle = entries[folder + PickleName];
        byte[] program = new byte[Math.Min(pickle.Length, PickleReader.MaximumBytes)];
        bytes.ReadExactly(pickle.Offset, program);
        var objects = new CheckpointObjects(file, (key, type, count) => Find(entries, folder, file, key, type, count));
        return StateDictionary.Of(new PickleReader(program, file, objects).Read(), file);
    }

    private static string FolderOf(IEnumerable<string> names, string file)
    {
        string[] pickles = [.. names.Where(name => name.EndsWith("/" + PickleName, StringComparison.Ordinal))];
        return pickles.Length == 1
            ? pickles[0][..^PickleName.Length]
            : throw new WeightsFileException(
                file, $"the ZIP archive has {pickles.Length} entries that end in /{PickleName}, expected one");
    }

    private static void RefuseBigEndian(MappedFile bytes, Dictionary<string, ZipEntry> entries, string folder, string file)
    {
        if (!entries.TryGetValue(folder + "byteorder", out ZipEntry entry))
        {
            return;
        }

        byte[] order = new byte[Math.Min(entry.Length, LittleEndian.Length + 1)];
        bytes.ReadExactly(entry.Offset, order);
        string found = Encoding.UTF8.GetString(order);
        if (found != LittleEndian)
        {
            throw new WeightsFileException(file, $"its byte order is {MessageText.Quote(found)}, expected '{LittleEndian}'");
        }
    }

    private static Storage Find(
        Dictionary<string, ZipEntry> entries, string folder, string file, string key, SafetensorsDType type, long count)
    {
        var storage = new Storage(key, type, count);
        string quoted = MessageText.Quote(key);
        if (!entries.TryGetValue($"{folder}data/{key}", out ZipEntry entry))
        {
            throw new WeightsFileException(file, $"the storage {quoted} is not in the archive");
        }

        if (entry.Length != storage.ByteLength)
        {
            throw new WeightsFileException(
                file,
                $"the storage {quoted} has {entry.Length} bytes, expected {storage.ByteLength} for {count} of {type.Name()}");
        }

        storage.FileOffset = entry.Offset;
        return storage;
    }
}
