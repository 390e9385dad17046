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
    private long[] _order = new long[16];     // class << 32 | arrival: unique keys make the sort stable
    private int[] _codePoints = new int[16];  // the code point, complemented when it continues a decomposition
    private (int Start, int End)[] _positions = new (int Start, int End)[16];
    private int _count;
    private int _positionCount;
    private (int Start, int End) _current;

    /// <summary>How much fits before memory grows.</summary>
    public int Capacity => _order.Length;

    /// <summary>Whether nothing is held back.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>Holds back one code point of a non-zero class.</summary>
    public void Hold(int codePoint, byte combiningClass, bool first, int start, int end)
    {
        if (_count == _order.Length)
        {
            Array.Resize(ref _order, _count * 2);
            Array.Resize(ref _codePoints, _count * 2);
            Array.Resize(ref _positions, _count * 2);
        }

        if (first)
        {
            _positions[_positionCount++] = (start, end);
        }

        _order[_count] = ((long)combiningClass << 32) | (uint)_count;
        _codePoints[_count++] = first ? codePoint : ~codePoint;
    }

    /// <summary>Says where the starter stands that the held marks will follow.</summary>
    public void StarterAt(int start, int end) => _current = (start, end);

    /// <summary>Releases everything held, in canonical order, dropping nonspacing marks.</summary>
    public void Release(BertNormalizer normalizer, NormalizedText output)
    {
        _order.AsSpan(0, _count).Sort(_codePoints.AsSpan(0, _count));
        int next = 0;
        for (int i = 0; i < _count; i++)
        {
            int codePoint = _codePoints[i];
            if (codePoint >= 0)
            {
                _current = _positions[next++];
            }
            else
            {
                codePoint = ~codePoint;
            }

            normalizer.AppendStripped(codePoint, _current.Start, _current.End, output);
        }

        _count = 0;
        _positionCount = 0;
    }
}
