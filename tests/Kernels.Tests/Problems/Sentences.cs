namespace SqueezeBert.Gpu.Kernels.Tests.Problems;

/// <summary>Sentences laid end to end.</summary>
public static class Sentences
{
    /// <summary>Offsets that do not part four tokens into two sentences of at most S, and what is said of them.</summary>
    public static IReadOnlyList<(int[] Offsets, int Longest, string Message)> Faulty { get; } =
    [
        ([1, 2, 4], 4, "sequence offsets [0] is 1, expected 0"),
        ([0, 3, 2], 4, "sequence offsets [2] is 2, expected at least 3"),
        ([0, int.MinValue, 4], 4, $"sequence offsets [1] is {int.MinValue}, expected at least 0"),
        ([0, 2, 3], 4, "sequence offsets [2] is 3, expected 4"),
        ([0, 2, 5], 4, "sequence offsets [2] is 5, expected 4"),
        ([0, 1, 4], 2, "sequence offsets [2] is 4, expected at most 3 where S is 2"),
        ([0, int.MaxValue, 4], 4, $"sequence offsets [1] is {int.MaxValue}, expected at most 4 where S is 4"),
    ];

    /// <summary>[B + 1]: where each sentence begins, and where the last one ends.</summary>
    public static int[] Offsets(int[] lengths)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        int[] offsets = new int[lengths.Length + 1];
        for (int i = 0; i < lengths.Length; i++)
        {
            offsets[i + 1] = offsets[i] + lengths[i];
        }

        return offsets;
    }
}
