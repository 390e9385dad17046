namespace SqueezeBert.Gpu.Kernels;

/// <summary>The device memory of an <see cref="EmbeddingTable"/>, and how host code reads it whatever the storage.</summary>
internal abstract unsafe class EmbeddingStorage : IDisposable
{
    /// <summary>destination[c] = rows[row, c]. Only where the device's memory is the host's.</summary>
    public abstract void Copy(int row, float* destination);

    /// <summary>destination[c] += rows[row, c]. Only where the device's memory is the host's.</summary>
    public abstract void Add(int row, float* destination);

    /// <inheritdoc/>
    public abstract void Dispose();
}
