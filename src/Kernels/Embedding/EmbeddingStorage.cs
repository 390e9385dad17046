namespace SqueezeBert.Gpu.Kernels;

/// <summary>The device memory of an <see cref="EmbeddingTable"/>, and how host code reads it whatever the storage.</summary>
internal abstract unsafe class EmbeddingStorage : IDisposable
{
    /// <summary>Rounds rows and stores them, from a row on.</summary>
    public abstract void Write(int firstRow, ReadOnlySpan<float> rows);

    /// <summary>destination[c] = rows[row, c]. Only where the device's memory is the host's.</summary>
    public abstract void Copy(int row, float* destination);

    /// <summary>destination[c] += rows[row, c]. Only where the device's memory is the host's.</summary>
    public abstract void Add(int row, float* destination);

    /// <inheritdoc/>
    public abstract void Dispose();
}
