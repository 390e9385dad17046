namespace SqueezeBert.Gpu.Tokenization;

/// <summary>
/// Holds decomposed code points back until a starter shows that their order is final, then releases them sorted by
/// combining class. Nonspacing marks are dropped after this, but spacing marks with a class exist too (U+302E, U+1D165),
/// so the order matters even to a normaliser that strips accents.
/// </summary>
/// <remarks>
/// The reference gives original positions to code points in the order in which they leave, not in which they came: the
/// n-th code point that began a decomposition takes the n-th position. <see cref="Release"/> keeps to that.
/// </remarks>
internal sealed class CanonicalOrdering
{
    private long[] order = new long[16];     // class << 32 | arrival: unique keys make the sort stable
    private int[] codePoints = new int[16];  // the code point, complemented when it continues a decomposition
    private (int Start, int End)[] positions = new (int Start, int End)[16];
    private int count;
    private int positionCount;
    private (int Start, int End) current;

    /// <summary>How much fits before memory grows.</summary>
    public int Capacity => order.Length;

    /// <summary>Whether nothing is held back.</summary>
    public bool IsEmpty => count == 0;

    /// <summary>Holds back one code point of a non-zero class.</summary>
    public void Hold(int codePoint, byte combiningClass, bool first, int start, int end)
    {
        if (count == order.Length)
        {
            Array.Resize(ref order, count * 2);
            Array.Resize(ref codePoints, count * 2);
            Array.Resize(ref positions, count * 2);
        }

        if (first)
        {
            positions[positionCount++] = (start, end);
        }

        order[count] = ((long)combiningClass << 32) | (uint)count;
        codePoints[count++] = first ? codePoint : ~codePoint;
    }

    /// <summary>Says where the starter stands that the held marks will follow.</summary>
    public void StarterAt(int start, int end) => current = (start, end);

    /// <summary>Releases everything held, in canonical order, dropping nonspacing marks.</summary>
    public void Release(BertNormalizer normalizer, NormalizedText output)
    {
        order.AsSpan(0, count).Sort(codePoints.AsSpan(0, count));
        int next = 0;
        for (int i = 0; i < count; i++)
        {
            int codePoint = codePoints[i];
            if (codePoint >= 0)
            {
                current = positions[next++];
            }
            else
            {
                codePoint = ~codePoint;
            }

            normalizer.AppendStripped(codePoint, current.Start, current.End, output);
        }

        count = 0;
        positionCount = 0;
    }
}
