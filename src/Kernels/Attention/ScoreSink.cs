using ILGPU;
using Singles = SqueezeBert.Gpu.Kernels.Stored<float, SqueezeBert.Gpu.Kernels.F32>;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Scales and masks products, and puts them as scores where softmax takes them and where they are wanted.</summary>
/// <typeparam name="TMask">Whether there is a key mask.</typeparam>
/// <typeparam name="TScores">Whether scores are wanted.</typeparam>
internal readonly struct ScoreSink<TMask, TScores> : ITileSink
    where TMask : struct, IKeyMask
    where TScores : struct, IScoresWriter
{
    private readonly TileSoftmax softmax;
    private readonly ArrayView<int> keyMask;
    private readonly int key;
    private readonly int keys;
    private readonly float scale;
    private readonly MatrixSink<Singles> written;

    /// <summary>Takes a tile.</summary>
    /// <param name="softmax">Takes all 32 x 32.</param>
    /// <param name="keyMask">[T].</param>
    /// <param name="key">The row of the first key.</param>
    /// <param name="keys">How many there are; more than 32 count as 32.</param>
    /// <param name="scale">What products are multiplied by.</param>
    /// <param name="written">Takes scores of keys that are there, if they are wanted.</param>
    public ScoreSink(
        TileSoftmax softmax, ArrayView<int> keyMask, int key, int keys, float scale, MatrixSink<Singles> written)
    {
        this.softmax = softmax;
        this.keyMask = keyMask;
        this.key = key;
        this.keys = keys;
        this.scale = scale;
        this.written = written;
    }

    /// <inheritdoc/>
    public void Write(int row, int column, Float4 sums)
    {
        var scores = new Float4(
            Score(column, sums.X), Score(column + 1, sums.Y), Score(column + 2, sums.Z), Score(column + 3, sums.W));
        softmax.Put(row, column, scores);
        if (TScores.WritesScores)
        {
            written.Write(row, column, scores);
        }
    }

    private float Score(int column, float sum) =>
        column < keys ? TMask.Apply(keyMask, key + column, sum * scale) : float.MinValue;
}
