namespace SqueezeBert.Gpu.Kernels.Tests.Problems;

/// <summary>Sentences laid end to end.</summary>
public static class Sentences
{
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
