namespace SqueezeBert.Gpu.Tokenization;

/// <summary>Normalised text that grows at its end; every UTF-16 unit remembers the original units it came from.</summary>
internal sealed class NormalizedText
{
    private char[] chars = new char[256];
    private int[] starts = new int[256];
    private int[] ends = new int[256];

    /// <summary>How much fits before memory grows.</summary>
    public int Capacity => chars.Length;

    /// <summary>How many UTF-16 units there are.</summary>
    public int Length { get; private set; }

    /// <summary>The text.</summary>
    public ReadOnlySpan<char> Chars => chars.AsSpan(0, Length);

    /// <summary>First original unit of every unit.</summary>
    public ReadOnlySpan<int> Starts => starts.AsSpan(0, Length);

    /// <summary>One past the last original unit of every unit.</summary>
    public ReadOnlySpan<int> Ends => ends.AsSpan(0, Length);

    /// <summary>Empties the text and keeps its memory.</summary>
    public void Clear() => Length = 0;

    /// <summary>Appends one unit.</summary>
    public void Append(char c, int start, int end)
    {
        if (Length == chars.Length)
        {
            Grow();
        }

        chars[Length] = c;
        starts[Length] = start;
        ends[Length] = end;
        Length++;
    }

    /// <summary>Appends one code point.</summary>
    public void AppendCodePoint(int codePoint, int start, int end)
    {
        if (codePoint < 0x10000)
        {
            Append((char)codePoint, start, end);
            return;
        }

        Append((char)(0xD7C0 + (codePoint >> 10)), start, end);
        Append((char)(0xDC00 + (codePoint & 0x3FF)), start, end);
    }

    private void Grow()
    {
        int capacity = checked(chars.Length * 2);
        Array.Resize(ref chars, capacity);
        Array.Resize(ref starts, capacity);
        Array.Resize(ref ends, capacity);
    }
}
