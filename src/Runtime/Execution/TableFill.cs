using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Kernels;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Execution;

/// <summary>
/// Brings an embedding table from the checkpoint to a device, piece by piece. On the CPU its threads share the pieces: what takes
/// the time is that memory is touched for the first time.
/// </summary>
/// <param name="device">Where to.</param>
/// <param name="tensor">Where from.</param>
/// <param name="table">What is filled.</param>
internal sealed class TableFill(ComputeDevice device, BoundTensor tensor, EmbeddingTable table) : HostJob
{
    // Elements that a thread has on their way: 1 MiB.
    private const int PieceElements = 1 << 18;

    private readonly int step = Math.Clamp(PieceElements / table.Channels, 1, table.Count);
    private readonly float[]?[] staging = new float[device.IsHost ? device.Threads.Count : 1][];

    /// <summary>Fills all of it.</summary>
    public void Run()
    {
        int pieces = (table.Count + step - 1) / step;
        if (device.IsHost)
        {
            device.Threads.Run(this, pieces);
            return;
        }

        for (int piece = 0; piece < pieces; piece++)
        {
            Execute(piece, 0);
        }
    }

    /// <inheritdoc/>
    public override void Execute(int item, int worker)
    {
        int row = item * step;
        float[] all = staging[worker] ??= GC.AllocateUninitializedArray<float>(step * table.Channels);
        Span<float> rows = all.AsSpan(0, Math.Min(step, table.Count - row) * table.Channels);
        tensor.ReadSingles(rows, (long)row * table.Channels);
        table.Write(row, rows);
    }
}
