namespace SqueezeBert.Gpu.Kernels;

/// <summary>y[r, c] = x[r, c] + normalised[r, c].</summary>
internal readonly struct AddNormalized : IEpilogue
{
    private readonly NormalizedRows rows;

    /// <summary>Adds layer-normalised rows.</summary>
    /// <param name="rows">Rows and channels counted as those of what they are added to.</param>
    public AddNormalized(NormalizedRows rows) => this.rows = rows;

    /// <inheritdoc/>
    public T Apply<T>(T value, long row, int channel)
        where T : struct, IReal<T> => value + rows.Normalized<T>(row, channel);
}
