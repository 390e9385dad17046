namespace SqueezeBert.Gpu.Weights;

/// <summary>A weight of the model together with the place in the checkpoint where its numbers are.</summary>
public sealed class BoundTensor
{
    internal BoundTensor(IWeightSource source, TensorInfo info)
    {
        Source = source;
        Info = info;
    }

    /// <summary>The tensor as the file describes it, under the file's name; floating-point, of the expected shape.</summary>
    public TensorInfo Info { get; }

    /// <summary>Where the tensor is; not owned.</summary>
    public IWeightSource Source { get; }

    /// <summary>Reads elements as singles until the destination is full.</summary>
    /// <param name="destination">Its length says how many elements.</param>
    /// <param name="firstElement">The first element to read.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the tensor.</exception>
    /// <exception cref="WeightsFileException">The file was changed while it was open.</exception>
    public void ReadSingles(Span<float> destination, long firstElement = 0) =>
        Source.ReadSingles(Info.Name, destination, firstElement);
}
