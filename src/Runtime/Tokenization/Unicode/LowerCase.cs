namespace SqueezeBert.Gpu.Tokenization;

/// <summary>Lower case of one code point at a time, without locale or context (so a final sigma is an ordinary one).</summary>
internal static class LowerCase
{
    /// <summary>U+0130, the only code point whose lower case is two: i and U+0307.</summary>
    public const int CapitalDottedI = 0x130;

    /// <summary>The mark that follows the i of <see cref="CapitalDottedI"/>.</summary>
    public const int CombiningDotAbove = 0x307;

    private const int RecordLength = 4; // first, last, step, difference

    /// <summary>The simple lower case; of U+0130 it is the i alone. Code points without one are returned as they are.</summary>
    public static int Simple(int codePoint)
    {
        if (codePoint == CapitalDottedI)
        {
            return 'i';
        }

        ReadOnlySpan<int> data = UnicodeData.LowerCase;
        int low = 0;
        int high = (data.Length / RecordLength) - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            ReadOnlySpan<int> record = data.Slice(middle * RecordLength, RecordLength);
            if (codePoint < record[0])
            {
                high = middle - 1;
            }
            else if (codePoint > record[1])
            {
                low = middle + 1;
            }
            else
            {
                return (codePoint - record[0]) % record[2] == 0 ? codePoint + record[3] : codePoint;
            }
        }

        return codePoint;
    }
}
