using System.CommandLine;
using SqueezeBert.Gpu.Configuration;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Models;

namespace SqueezeBert.Gpu.Cli.Commands;

/// <summary>The batch of equally long sequences that a command runs or shows.</summary>
internal sealed class BatchOptions
{
    private const int DefaultBatch = 1;
    private const int DefaultSequence = 128;

    private readonly Option<int?> batch = Choice.Number("--batch", $"Sequences in a batch. Default: {DefaultBatch}.", 1, 1 << 20);

    private readonly Option<int?> sequence = Choice.Number(
        "--sequence", $"Tokens of each sequence. Default: {DefaultSequence}, or as many as the model takes.", 1, 1 << 20);

    private readonly Option<int?> seed = Choice.Number("--seed", "Seed of the random ids. Default: 0.", 0);

    /// <summary><c>--batch</c> and <c>--sequence</c>.</summary>
    public IReadOnlyList<Option> Sizes => [batch, sequence];

    /// <summary>The sizes, and <c>--seed</c>.</summary>
    public IReadOnlyList<Option> All => [batch, sequence, seed];

    /// <summary>The shape of the batch.</summary>
    /// <exception cref="UsageException">The model takes no batch of this shape.</exception>
    public BatchShape Shape(Invocation invocation, ModelConfiguration configuration)
    {
        int rows = invocation.Get(batch) ?? DefaultBatch;
        int length = invocation.Get(sequence) ?? Math.Min(DefaultSequence, configuration.MaximumPositions);
        return Fitting("--batch, --sequence", rows, length, configuration);
    }

    /// <summary>A shape whose results fit into arrays.</summary>
    /// <param name="name">The argument that it comes from.</param>
    /// <param name="rows">B.</param>
    /// <param name="length">S.</param>
    /// <param name="configuration">The model's.</param>
    /// <exception cref="UsageException">They do not fit.</exception>
    public static BatchShape Fitting(string name, int rows, int length, ModelConfiguration configuration)
    {
        long tokens = (long)rows * length;
        int most = Array.MaxLength / configuration.HiddenSize;
        return tokens <= most
            ? new BatchShape(rows, (int)tokens, length)
            : throw new UsageException($"{name}: expected at most {most} tokens, found {tokens}");
    }

    /// <summary>Refuses sequences that are longer than the model takes.</summary>
    /// <exception cref="UsageException">The sequence is too long.</exception>
    public static void CheckLength(int length, ModelConfiguration configuration)
    {
        if (length > configuration.MaximumPositions)
        {
            throw new UsageException(
                $"--sequence: expected at most {configuration.MaximumPositions} (max_position_embeddings), found {length}");
        }
    }

    /// <summary>A batch of random ids.</summary>
    /// <exception cref="UsageException">The model takes no batch of this shape.</exception>
    public ModelInputs RandomInputs(Invocation invocation, ModelConfiguration configuration) =>
        RandomInputs(invocation, configuration, Shape(invocation, configuration));

    /// <summary>A batch of random ids of another shape than <c>--batch</c> and <c>--sequence</c> say.</summary>
    public ModelInputs RandomInputs(Invocation invocation, ModelConfiguration configuration, BatchShape shape)
    {
        var random = new Random(invocation.Get(seed) ?? 0);
        int[] ids = new int[shape.Tokens];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = random.Next(configuration.VocabularySize);
        }

        return new ModelInputs { BatchSize = shape.Sentences, SequenceLength = shape.Longest, InputIds = ids };
    }
}
