using System.Diagnostics;
using SqueezeBert.Gpu.Tokenization;

namespace SqueezeBert.Gpu.ModelBench.Workers;

/// <summary>
/// Sentences in the order in which they come, some at a time, tokenizer included. Each batch is padded to its longest sentence:
/// what the rival then does about the padding is its own business.
/// </summary>
internal sealed class SentenceReader(IRival rival)
{
    private readonly BertTokenizer tokenizer = SentenceData.LoadTokenizer();
    private readonly IReadOnlyList<string> sentences = SentenceData.ReadSentences();

    /// <summary>Reads all of them.</summary>
    public SentencePass Read(int batchSize)
    {
        var time = new Stopwatch();
        int tokens = 0;
        var pooled = new List<float>();
        foreach (string[] texts in sentences.Chunk(batchSize))
        {
            time.Start();
            TokenBatch batch = Encode(texts);
            rival.Prepare(batch);
            rival.Run();
            time.Stop();
            tokens += batch.AttentionMask.Sum();
            pooled.AddRange(rival.Outputs().PoolerOutput);
        }

        return new SentencePass(time.Elapsed.TotalSeconds, tokens, [.. pooled]);
    }

    private TokenBatch Encode(string[] texts)
    {
        Encoding[] encodings = Array.ConvertAll(texts, text => tokenizer.Encode(text));
        int longest = encodings.Max(encoding => encoding.Length);
        var batch = new TokenBatch(
            texts.Length, longest, new int[texts.Length * longest], new int[texts.Length * longest],
            new int[texts.Length * longest]);
        for (int row = 0; row < encodings.Length; row++)
        {
            encodings[row].Ids.CopyTo(batch.InputIds.AsSpan(row * longest));
            encodings[row].AttentionMask.CopyTo(batch.AttentionMask.AsSpan(row * longest));
        }

        return batch;
    }
}
