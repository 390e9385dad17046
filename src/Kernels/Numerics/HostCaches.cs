using System.Runtime.Intrinsics.X86;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>What the host's tiles are cut to.</summary>
internal static class HostCaches
{
    // The smallest second-level cache of the servers and laptops in use (Zen 2 to 4; others have 1 to 2 MiB), where none is found.
    private const long UsualBytes = 512 * 1024;

    // Leaves of CPUID that list caches: Intel's, and AMD's with the bit that announces it (Software Developer's Manual, volume 2A;
    // AMD64 Architecture Programmer's Manual, volume 3, appendix E).
    private const int IntelCaches = 4;
    private const int AmdCaches = unchecked((int)0x8000001D);
    private const int AmdFeatures = unchecked((int)0x80000001);
    private const int AmdListsCaches = 1 << 22;

    // Kinds of cache in such a list.
    private const int None = 0;
    private const int Instructions = 2;

    // More than any processor has: a hypervisor may answer whatever it is asked.
    private const int MostCaches = 16;

    /// <summary>Bytes of a core's second-level cache.</summary>
    public static long SecondLevelBytes { get; } = Find() ?? UsualBytes;

    /// <summary>
    /// Floats of a tile that is read again and again while weights stream past it: half of the second-level cache.
    /// </summary>
    public static long TileFloats { get; } = SecondLevelBytes / 2 / sizeof(float);

    private static long? Find()
    {
        if (!X86Base.IsSupported)
        {
            return null;
        }

        int highest = X86Base.CpuId(0, 0).Eax;
        int highestExtended = X86Base.CpuId(unchecked((int)0x80000000), 0).Eax;
        bool isAmd = (uint)highestExtended >= unchecked((uint)AmdCaches)
            && (X86Base.CpuId(AmdFeatures, 0).Ecx & AmdListsCaches) != 0;
        return isAmd ? Find(AmdCaches) : highest >= IntelCaches ? Find(IntelCaches) : null;
    }

    private static long? Find(int leaf)
    {
        for (int i = 0; i < MostCaches; i++)
        {
            (int eax, int ebx, int ecx, _) = X86Base.CpuId(leaf, i);
            int kind = eax & 0x1f;
            if (kind == None)
            {
                break;
            }

            if (((eax >> 5) & 7) == 2 && kind != Instructions)
            {
                long ways = ((ebx >> 22) & 0x3ff) + 1;
                long partitions = ((ebx >> 12) & 0x3ff) + 1;
                long line = (ebx & 0xfff) + 1;
                return ways * partitions * line * (ecx + 1L);
            }
        }

        return null;
    }
}
