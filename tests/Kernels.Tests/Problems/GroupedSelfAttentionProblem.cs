using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels.Tests.Problems;

/// <summary>Sentences of the given lengths with random inputs and weights.</summary>
/// <param name="lengths">Tokens of each sentence.</param>
/// <param name="groups">G.</param>
/// <param name="heads">H.</param>
/// <param name="headSize">D.</param>
/// <param name="storage">How weights are stored.</param>
/// <param name="magnitude">Scores reach a few times this much.</param>
public sealed class GroupedSelfAttentionProblem(
    int[] lengths, int groups, int heads, int headSize, ElementType storage = ElementType.F32, double magnitude = 1)
{
    private readonly RandomNumbers numbers = new((lengths.Sum() * 31) + (groups * 7) + (heads * 3) + headSize);

    /// <summary>[T], or null for none.</summary>
    public int[]? Mask { get; set; }

    /// <summary>How the input is stored.</summary>
    public ElementType InputStorage { get; init; }

    /// <summary>How the output is stored.</summary>
    public ElementType OutputStorage { get; init; }

    /// <summary>T.</summary>
    public int Tokens { get; } = lengths.Sum();

    private int Channels => heads * headSize;

    private int Depth => Channels / groups;

    private GroupedConv1dShape Shape => new(Channels, 3 * Channels, groups, Repeats: 3);

    private float Scale => 1f / MathF.Sqrt(headSize);

    /// <summary>Solves on a device and in double.</summary>
    /// <param name="device">Where.</param>
    /// <param name="inPairs">Whether a host multiplies the weights in pairs.</param>
    public (float[] Found, double[] Expected) Solve(ComputeDevice device, bool inPairs)
    {
        ArgumentNullException.ThrowIfNull(device);
        using var x = new StoredInput(device, numbers.Normal((long)Tokens * Channels), InputStorage);
        float[] input = x.Kept;

        // Projections of the input's own size, times the magnitude's root for queries and keys.
        float[] weight = numbers.Normal(3L * Channels * Depth, Math.Sqrt(magnitude / Depth));
        float[] bias = numbers.Normal(3L * Channels);
        using DeviceBuffer<float> b = device.Upload<float>(bias);
        using DeviceBuffer<int> offsets = device.Upload<int>(Sentences.Offsets(lengths));
        using DeviceBuffer<int> mask = device.Upload<int>(Mask ?? []);
        using var weights = GroupedConv1dWeights.Pack(device, Shape, weight, storage, inPairs);
        var attention = new GroupedSelfAttention(device, weights, heads, Mask is not null, InputStorage, OutputStorage);
        using var output = new GuardedActivations(device, (long)Tokens * Channels, OutputStorage);
        using var scratch = new GuardedOutput(device, attention.ScratchLength(Tokens, lengths.Max()));
        attention.Run(new GroupedSelfAttentionArguments
        {
            Input = x.View,
            Bias = b.View,
            SequenceOffsets = offsets.View,
            KeyMask = mask.View,
            Output = output.View,
            Scratch = scratch.View,
            T = Tokens,
            B = lengths.Length,
            S = lengths.Max(),
            Scale = Scale,
        });
        device.Synchronize();
        scratch.Read();
        weight = Storage.Kept(weight, storage);
        double[] expected = GroupedSelfAttention.UsesTensorCores(device, weights, heads)
            ? ExpectNarrowed(input, weight, bias)
            : Expect(input, weight, bias);
        return (output.Read(), expected);
    }

    // With input, queries, keys and values rounded to the weights' format, as tensor cores take them.
    private double[] ExpectNarrowed(float[] input, float[] weight, float[] bias)
    {
        double[] sums = new double[Tokens * 3 * Channels];
        GroupedConv1dReference.Run(Shape, Storage.Kept(input, storage), weight, lengths, sums);
        float[] projected = new float[sums.Length];
        for (int i = 0; i < sums.Length; i++)
        {
            projected[i] = (float)(sums[i] + bias[i % bias.Length]);
        }

        projected = Storage.Kept(projected, storage);
        double[] expected = new double[Tokens * Channels];
        int start = 0;
        foreach (int length in lengths)
        {
            for (int head = 0; head < heads; head++)
            {
                double[] output = new double[length * headSize];
                AttentionReference.Run(
                    Columns(projected, 3 * Channels, start, length, head * headSize, headSize),
                    Columns(projected, 3 * Channels, start, length, Channels + (head * headSize), headSize),
                    Columns(projected, 3 * Channels, start, length, (2 * Channels) + (head * headSize), headSize),
                    MaskOf(start, length),
                    headSize,
                    Scale,
                    output,
                    new double[length * length],
                    new double[length * length]);
                Place(output, expected, start, length, head);
            }

            start += length;
        }

        return expected;
    }

    private double[] Expect(float[] input, float[] weight, float[] bias)
    {
        double[] expected = new double[Tokens * Channels];
        int start = 0;
        foreach (int length in lengths)
        {
            for (int head = 0; head < heads; head++)
            {
                int group = head / (heads / groups);
                double[] output = new double[length * headSize];
                GroupedSelfAttentionReference.Run(
                    Columns(input, Channels, start, length, group * Depth, Depth),
                    OfHead(weight, head, Depth),
                    OfHead(bias, head, 1),
                    MaskOf(start, length),
                    headSize,
                    Scale,
                    output);
                Place(output, expected, start, length, head);
            }

            start += length;
        }

        return expected;
    }

    private ReadOnlySpan<int> MaskOf(int start, int length) => Mask is null ? [] : Mask.AsSpan(start, length);

    // A head's output of one sentence to its place in [T, C].
    private void Place(double[] output, double[] all, int start, int length, int head)
    {
        for (int t = 0; t < length; t++)
        {
            Array.Copy(output, t * headSize, all, ((start + t) * Channels) + (head * headSize), headSize);
        }
    }

    // Some channels of some rows of a matrix, dense.
    private static float[] Columns(float[] matrix, int stride, int row, int rows, int column, int columns)
    {
        float[] dense = new float[rows * columns];
        for (int r = 0; r < rows; r++)
        {
            Array.Copy(matrix, ((row + r) * stride) + column, dense, r * columns, columns);
        }

        return dense;
    }

    // A head's part of [3, C, depth].
    private float[] OfHead(float[] all, int head, int depth)
    {
        int size = headSize * depth;
        float[] part = new float[3 * size];
        for (int which = 0; which < 3; which++)
        {
            Array.Copy(all, ((which * heads) + head) * size, part, which * size, size);
        }

        return part;
    }
}
