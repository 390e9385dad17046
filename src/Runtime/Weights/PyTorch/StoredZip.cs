using System.Buffers.Binary;
using System.Text;
using SqueezeBert.Gpu.Files;

namespace SqueezeBert.Gpu.Weights.PyTorch;

/// <summary>
/// Where the entries of a ZIP archive lie that are stored as they are, not compressed, so that they can be mapped. Source: PKWARE,
/// <c>APPNOTE.TXT</c> 6.3.10, sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.14 to 4.3.16 (its end), 4.5.3
/// (64-bit sizes).
/// </summary>
internal static class StoredZip
{
    private const uint LocalSignature = 0x04034b50;
    private const uint EntrySignature = 0x02014b50;
    private const uint EndSignature = 0x06054b50;
    private const uint Locator64Signature = 0x07064b50;
    private const uint End64Signature = 0x06064b50;

    private const int LocalBytes = 30;
    private const int EntryBytes = 46;
    private const int EndBytes = 22;
    private const int Locator64Bytes = 20;
    private const int End64Bytes = 56;
    private const int LongestComment = ushort.MaxValue;

    private const int MostDirectoryBytes = 64 << 20;
    private const ushort Sizes64 = 1;
    private const ushort Encrypted = 1;

    /// <summary>Whether a file begins as an archive does.</summary>
    public static bool IsOne(ReadOnlySpan<byte> start) => UInt32(start, 0) == LocalSignature;

    /// <summary>Reads the central directory.</summary>
    /// <returns>Offset in the file and length of each entry, by name.</returns>
    /// <exception cref="WeightsFileException">The archive is truncated or malformed, or an entry is not simply stored.</exception>
    public static Dictionary<string, ZipEntry> Read(MappedFile bytes, string file)
    {
        byte[] directory = ReadDirectory(bytes, file);
        var entries = new Dictionary<string, ZipEntry>(StringComparer.Ordinal);
        ReadOnlySpan<byte> rest = directory;
        while (!rest.IsEmpty)
        {
            if (rest.Length < EntryBytes || UInt32(rest, 0) != EntrySignature)
            {
                throw Malformed(file, "an entry of its directory is cut off");
            }

            int nameLength = UInt16(rest, 28);
            int extraLength = UInt16(rest, 30);
            int length = EntryBytes + nameLength + extraLength + UInt16(rest, 32);
            if (rest.Length < length)
            {
                throw Malformed(file, "an entry of its directory is cut off");
            }

            string name = Encoding.UTF8.GetString(rest.Slice(EntryBytes, nameLength));
            ReadOnlySpan<byte> extra = rest.Slice(EntryBytes + nameLength, extraLength);
            if (!entries.TryAdd(name, Locate(bytes, file, name, rest, extra)))
            {
                throw Malformed(file, $"{MessageText.Quote(name)} is in it twice");
            }

            rest = rest[length..];
        }

        return entries;
    }

    private static byte[] ReadDirectory(MappedFile bytes, string file)
    {
        int tailLength = (int)Math.Min(bytes.Length, EndBytes + LongestComment);
        byte[] tail = new byte[tailLength];
        long tailStart = bytes.Length - tailLength;
        bytes.ReadExactly(tailStart, tail);
        int at = tailLength - EndBytes;
        while (at >= 0 && !(UInt32(tail, at) == EndSignature && at + EndBytes + UInt16(tail, at + 20) == tailLength))
        {
            at--;
        }

        if (at < 0)
        {
            throw Malformed(file, "its end is missing, as it is when a download was cut off");
        }

        ulong length = UInt32(tail, at + 12);
        ulong start = UInt32(tail, at + 16);
        long end = tailStart + at;
        if (end >= Locator64Bytes)
        {
            byte[] locator = new byte[Locator64Bytes];
            bytes.ReadExactly(end - Locator64Bytes, locator);
            if (UInt32(locator, 0) == Locator64Signature)
            {
                end = ReadEnd64(bytes, file, UInt64(locator, 8), end - Locator64Bytes, out start, out length);
            }
        }

        if (length > MostDirectoryBytes || start > (ulong)end || length != (ulong)end - start)
        {
            throw Malformed(file, $"its directory is said to take {length} bytes from byte {start}, but it ends at byte {end}");
        }

        byte[] directory = new byte[length];
        bytes.ReadExactly((long)start, directory);
        return directory;
    }

    private static long ReadEnd64(
        MappedFile bytes, string file, ulong at, long locator, out ulong start, out ulong length)
    {
        if (at > long.MaxValue || (long)at > locator - End64Bytes)
        {
            throw Malformed(file, $"its directory is said to end at byte {at}, expected before byte {locator}");
        }

        byte[] end = new byte[End64Bytes];
        bytes.ReadExactly((long)at, end);
        if (UInt32(end, 0) != End64Signature)
        {
            throw Malformed(file, $"its directory does not end at byte {at}, where it is said to");
        }

        length = UInt64(end, 40);
        start = UInt64(end, 48);
        return (long)at;
    }

    private static ZipEntry Locate(
        MappedFile bytes, string file, string name, ReadOnlySpan<byte> entry, ReadOnlySpan<byte> extra)
    {
        string quoted = MessageText.Quote(name);
        if (UInt16(entry, 10) != 0 || (UInt16(entry, 8) & Encrypted) != 0)
        {
            throw new WeightsFileException(file, $"{quoted} is compressed or encrypted, expected an archive that only stores");
        }

        ulong stored = UInt32(entry, 20);
        ulong length = UInt32(entry, 24);
        ulong local = UInt32(entry, 42);
        Widen(extra, ref length, ref stored, ref local);
        if (stored != length || local > (ulong)(bytes.Length - LocalBytes))
        {
            throw Malformed(file, $"{quoted} is said to take {length} bytes, {stored} as stored, from byte {local}");
        }

        Span<byte> header = stackalloc byte[LocalBytes];
        bytes.ReadExactly((long)local, header);
        long start = (long)local + LocalBytes + UInt16(header, 26) + UInt16(header, 28);
        if (UInt32(header, 0) != LocalSignature || start > bytes.Length || length > (ulong)(bytes.Length - start))
        {
            throw Malformed(file, $"{quoted} is not at byte {local}, where it is said to be, with {length} bytes");
        }

        return new ZipEntry(start, (long)length);
    }

    /// <summary>Takes the 64-bit values, which are there, in this order, for those that do not fit 32 bits.</summary>
    private static void Widen(ReadOnlySpan<byte> extra, ref ulong length, ref ulong stored, ref ulong local)
    {
        while (extra.Length >= 4)
        {
            ushort kind = UInt16(extra, 0);
            int size = Math.Min(UInt16(extra, 2), extra.Length - 4);
            ReadOnlySpan<byte> values = extra.Slice(4, size);
            extra = extra[(4 + size)..];
            if (kind == Sizes64)
            {
                WidenOne(ref values, ref length);
                WidenOne(ref values, ref stored);
                WidenOne(ref values, ref local);
            }
        }
    }

    private static void WidenOne(ref ReadOnlySpan<byte> values, ref ulong value)
    {
        if (value == uint.MaxValue && values.Length >= sizeof(ulong))
        {
            value = UInt64(values, 0);
            values = values[sizeof(ulong)..];
        }
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static ulong UInt64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);

    private static WeightsFileException Malformed(string file, string problem) =>
        new(file, $"the ZIP archive is malformed: {problem}");
}
