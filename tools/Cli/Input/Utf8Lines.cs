using System.Runtime.CompilerServices;
using System.Text;

namespace SqueezeBert.Gpu.Cli.Input;

/// <summary>
/// Lines of UTF-8, which end in LF or CR LF and nowhere else: a text may hold the other characters that Unicode ends lines
/// with. A byte order mark at the start is passed over.
/// </summary>
internal static class Utf8Lines
{
    /// <summary>The longest line, in bytes: a file without line ends is not drawn into memory whole.</summary>
    public const int LongestLine = 64 << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads lines with their numbers, from 1. The bytes are good until the next line is read.</summary>
    public static async IAsyncEnumerable<(long Number, ReadOnlyMemory<byte> Bytes)> Read(
        Stream stream, string name, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        byte[] buffer = new byte[1 << 16];
        int start = 0, searched = 0, end = 0;
        long number = 1;
        while (true)
        {
            int lineEnd = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n');
            if (lineEnd >= 0)
            {
                lineEnd += searched;
                yield return (number, Trim(buffer.AsMemory(start, lineEnd - start), number));
                number++;
                start = searched = lineEnd + 1;
                continue;
            }

            searched = end;
            if (end - start > LongestLine)
            {
                throw new InputException(name, number, $"the line is longer than {LongestLine} bytes");
            }

            buffer = MakeRoom(buffer, ref start, ref end);
            searched = end;
            int read = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken);
            if (read == 0)
            {
                break;
            }

            end += read;
        }

        if (end > start)
        {
            yield return (number, Trim(buffer.AsMemory(start, end - start), number));
        }
    }

    /// <summary>The text of bytes that must be UTF-8.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes, string name, long line)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw new InputException(name, line, $"expected UTF-8, found other bytes at byte {error.Index + 1}", error);
        }
    }

    private static byte[] MakeRoom(byte[] buffer, ref int start, ref int end)
    {
        byte[] target = end - start > buffer.Length / 2 ? new byte[buffer.Length * 2] : buffer;
        buffer.AsSpan(start, end - start).CopyTo(target);
        end -= start;
        start = 0;
        return target;
    }

    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> line, long number)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        if (number == 1 && line.Span.StartsWith(mark))
        {
            line = line[mark.Length..];
        }

        return line.Span.EndsWith("\r"u8) ? line[..^1] : line;
    }
}
