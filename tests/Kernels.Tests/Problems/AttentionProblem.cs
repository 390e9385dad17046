using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels.Tests.Problems;

/// <summary>Sentences of the given lengths with random queries, keys and values, sliced from one [T, 3C] tensor.</summary>
/// <param name="lengths">Tokens of each sentence.</param>
/// <param name="heads">H.</param>
/// <param name="headSize">D.</param>
/// <param name="seed">Decides every number.</param>
/// <param name="magnitude">Scores reach about this much.</param>
public sealed class AttentionProblem(int[] lengths, int heads, int headSize, int seed, double magnitude = 2)
{
    private readonly RandomNumbers numbers = new(seed);

    /// <summary>[T], or null for none.</summary>
    public int[]? Mask { get; set; }

    /// <summary>The channel of the first token's value that is NaN, from 0; null for none.</summary>
    public int? SpoiledChannel { get; init; }

    /// <summary>How queries, keys and values are stored.</summary>
    public ElementType InputStorage { get; init; }

    /// <summary>How the output is stored.</summary>
    public ElementType OutputStorage { get; init; }

    /// <summary>T.</summary>
    public int Tokens { get; } = lengths.Sum();

    /// <summary>T times H: what the work grows with.</summary>
    public int TokensOfAllHeads => Tokens * heads;

    private int Width => heads * headSize;

    private int Longest => lengths.Max();

    /// <summary>Solves on a device and in double.</summary>
    public AttentionSolution Solve(ComputeDevice device, AttentionScores scores, bool inPairs)
    {
        float[] drawn = numbers.Normal((long)Tokens * 3 * Width, Math.Sqrt(magnitude));
        if (SpoiledChannel is { } channel)
        {
            drawn[(2 * Width) + channel] = float.NaN;
        }

        using var input = new StoredInput(device, drawn, InputStorage);
        float[] qkv = input.Kept;
        float scale = 1f / MathF.Sqrt(headSize);
        int[] offsets = Sentences.Offsets(lengths);
        using DeviceBuffer<int> sequences = device.Upload<int>(offsets);
        using DeviceBuffer<int> mask = device.Upload<int>(Mask ?? []);
        using var output = new GuardedActivations(device, (long)Tokens * Width, OutputStorage);
        long entries = (long)lengths.Length * heads * Longest * Longest;
        using var written = new GuardedOutput(device, scores == AttentionScores.None ? 1 : entries);
        var attention = new Attention(device, Mask is not null, scores, InputStorage, OutputStorage, inPairs);
        using var scratch = new GuardedOutput(device, Math.Max(1, attention.ScratchLength(Tokens, Longest, heads, headSize)));
        attention.Run(new AttentionArguments
        {
            Query = input.View,
            Key = input.View.SubView(Width, input.View.Length - Width),
            Value = input.View.SubView(2 * Width, input.View.Length - (2 * Width)),
            QueryStride = 3 * Width,
            KeyStride = 3 * Width,
            ValueStride = 3 * Width,
            SequenceOffsets = sequences.View,
            KeyMask = mask.View,
            Output = output.View,
            ScoresOutput = written.View,
            Scratch = scratch.View,
            T = Tokens,
            B = lengths.Length,
            H = heads,
            D = headSize,
            S = Longest,
            Scale = scale,
        });
        device.Synchronize();
        scratch.Read();
        var solution = new AttentionSolution(output.Read(), written.Read(), Tokens * Width, (int)entries);
        for (int sentence = 0; sentence < lengths.Length; sentence++)
        {
            for (int head = 0; head < heads; head++)
            {
                Expect(solution, qkv, offsets[sentence], sentence, head, scale);
            }
        }

        return solution;
    }

    private void Expect(AttentionSolution solution, float[] qkv, int start, int sentence, int head, double scale)
    {
        int length = lengths[sentence];
        double[] output = new double[length * headSize];
        double[] scores = new double[length * length];
        double[] probabilities = new double[length * length];
        AttentionReference.Run(
            Slice(qkv, start, length, 0, head),
            Slice(qkv, start, length, 1, head),
            Slice(qkv, start, length, 2, head),
            Mask.AsSpan(Mask is null ? 0 : start, Mask is null ? 0 : length),
            headSize,
            scale,
            output,
            scores,
            probabilities);
        for (int t = 0; t < length; t++)
        {
            Array.Copy(output, t * headSize, solution.ExpectedOutput, ((start + t) * Width) + (head * headSize), headSize);
            int row = (((sentence * heads) + head) * Longest + t) * Longest;
            Array.Copy(scores, t * length, solution.ExpectedScores, row, length);
            Array.Copy(probabilities, t * length, solution.ExpectedProbabilities, row, length);
        }
    }

    // One head's query (0), key (1) or value (2) of a sentence, dense.
    private float[] Slice(float[] qkv, int start, int length, int which, int head)
    {
        float[] dense = new float[length * headSize];
        for (int t = 0; t < length; t++)
        {
            Array.Copy(qkv, ((((start + t) * 3) + which) * Width) + (head * headSize), dense, t * headSize, headSize);
        }

        return dense;
    }
}
