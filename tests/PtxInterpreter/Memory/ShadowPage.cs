namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>
/// The stamps of one page of memory: for each unit its last writer and its readers. A unit is a 4-byte word until somebody
/// accesses less, and then a byte.
/// </summary>
internal sealed class ShadowPage
{
    public const int Bytes = 4096;

    /// <summary>Writer and readers of each unit, side by side.</summary>
    public ulong[] Stamps { get; private set; } = new ulong[2 * Bytes / 4];

    /// <summary>The binary logarithm of a unit's bytes.</summary>
    public int UnitShift { get; private set; } = 2;

    public void SplitIntoBytes()
    {
        ulong[] words = Stamps;
        Stamps = new ulong[2 * Bytes];
        for (int unit = 0; unit < Bytes; unit++)
        {
            Stamps[2 * unit] = words[unit / 4 * 2];
            Stamps[(2 * unit) + 1] = words[(unit / 4 * 2) + 1];
        }
        UnitShift = 0;
    }
}
