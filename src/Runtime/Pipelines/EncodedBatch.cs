using SqueezeBert.Gpu.Models;
using SqueezeBert.Gpu.Tokenization;

namespace SqueezeBert.Gpu.Pipelines;

/// <summary>Encodings of different lengths as the inputs of one batch.</summary>
internal static class EncodedBatch
{
    /// <summary>Pads to the longest; the padding is masked, so that it costs nothing and changes nothing.</summary>
    public static ModelInputs From(ReadOnlySpan<Encoding> encodings)
    {
        int longest = 0;
        foreach (Encoding encoding in encodings)
        {
            longest = Math.Max(longest, encoding.Length);
        }

        int[] ids = new int[encodings.Length * longest];
        int[] types = new int[ids.Length];
        int[] mask = new int[ids.Length];
        for (int row = 0; row < encodings.Length; row++)
        {
            Encoding encoding = encodings[row];
            int start = row * longest;
            encoding.Ids.CopyTo(ids.AsSpan(start));
            encoding.TypeIds.CopyTo(types.AsSpan(start));
            encoding.AttentionMask.CopyTo(mask.AsSpan(start));
        }

        return new ModelInputs
        {
            BatchSize = encodings.Length,
            SequenceLength = longest,
            InputIds = ids,
            TokenTypeIds = types,
            AttentionMask = mask,
        };
    }
}
