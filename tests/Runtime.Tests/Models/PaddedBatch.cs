using SqueezeBert.Gpu.Models;

namespace SqueezeBert.Gpu.Runtime.Tests.Models;

/// <summary>Sentences of several lengths as one batch.</summary>
internal static class PaddedBatch
{
    /// <summary>Random ids, the same each time; what follows a sentence is masked.</summary>
    /// <param name="lengths">Tokens of each sentence.</param>
    /// <param name="length">Tokens of each row of the batch.</param>
    /// <param name="vocabulary">Ids are below it.</param>
    /// <param name="rows">The sentences.</param>
    public static ModelInputs Random(int[] lengths, int length, int vocabulary, out int[][] rows)
    {
        var random = new Random(11);
        rows = Array.ConvertAll(lengths, count => Enumerable.Range(0, count).Select(_ => random.Next(vocabulary)).ToArray());
        int[] ids = new int[lengths.Length * length];
        int[] mask = new int[ids.Length];
        for (int row = 0; row < rows.Length; row++)
        {
            rows[row].CopyTo(ids, row * length);
            mask.AsSpan(row * length, rows[row].Length).Fill(1);
        }

        return new ModelInputs { BatchSize = lengths.Length, SequenceLength = length, InputIds = ids, AttentionMask = mask };
    }
}
