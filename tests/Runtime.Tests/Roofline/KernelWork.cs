using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.PtxInterpreter;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Runtime.Tests.Roofline;

/// <summary>What a launch must do at least.</summary>
/// <param name="Operations">Of its matrix products, a multiply-add counted as two, each product once.</param>
/// <param name="Repeated">Of products that several of its blocks compute, each for itself, beyond the first.</param>
/// <param name="Bytes">What it reads and writes of memory, each tensor once.</param>
internal readonly record struct KernelWork(long Operations, long Repeated, long Bytes)
{
    // Tables and matrices are stored in 16 bits.
    private const int StoredBytes = 2;

    /// <summary>The work of a launch in a forward pass.</summary>
    /// <param name="launch">With 16-bit weights, on tensor cores.</param>
    /// <param name="batch">Sentences of one length.</param>
    public static KernelWork Of(RecordedLaunch launch, BatchShape batch) =>
        new(OperationsOf(launch, batch), RepeatedOf(launch, batch), launch.Views.Sum(view => BytesOf(launch, view, batch)));

    private static long OperationsOf(RecordedLaunch launch, BatchShape batch) => launch.Operator switch
    {
        "GroupedConv1d" => 2L * launch.Number("T") * launch.Number("Cout") * launch.Number("Cg"),
        "GroupedFeedForward" => 4L * launch.Number("T") * launch.Number("C") * launch.Number("Ig"),
        "GroupedSelfAttention" => ProjectionsOf(launch, batch, 3) + (4L * batch.Tokens * batch.Longest * launch.Number("C")),
        "EmbeddingNorm" or "FeedForwardNorm" or "LayerNorm" or "Pooling" => 0,
        _ => throw new ArgumentException($"what {launch.Operator} computes is not known here", nameof(launch)),
    };

    // Keys and values are made once for each tile of queries.
    private static long RepeatedOf(RecordedLaunch launch, BatchShape batch) =>
        Projects(launch) ? ProjectionsOf(launch, batch, 2 * (launch.Number("Tiles") - 1)) : 0;

    // Some of queries, keys and values, where the launch makes them itself.
    private static long ProjectionsOf(RecordedLaunch launch, BatchShape batch, int count) =>
        Projects(launch) ? 2L * count * batch.Tokens * launch.Number("C") * launch.Number("Cg") : 0;

    private static bool Projects(RecordedLaunch launch) => launch.Kernel.Name == "TensorFused";

    // Where rows are picked, the others are not read.
    private static long BytesOf(RecordedLaunch launch, MemoryRegion view, BatchShape batch) => launch.Operator switch
    {
        "EmbeddingNorm" when IsOneOf(view, "Words", "Positions", "Types") =>
            Math.Min(view.Bytes, (long)StoredBytes * batch.Tokens * launch.Number("C")),
        "Pooling" when IsOneOf(view, "Input") => view.Bytes / batch.Tokens * batch.Sentences,
        _ => view.Bytes,
    };

    private static bool IsOneOf(MemoryRegion view, params ReadOnlySpan<string> properties)
    {
        foreach (string property in properties)
        {
            if (view.Name.Contains($"<{property}>", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
