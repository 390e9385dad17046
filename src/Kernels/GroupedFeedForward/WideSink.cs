using ILGPU;
using Singles = SqueezeBert.Gpu.Kernels.Stored<float, SqueezeBert.Gpu.Kernels.F32>;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Stores a tile of the wide tensor into shared memory: [r * pitch + c] = activation(sum + bias).</summary>
/// <typeparam name="TActivation">The activation function.</typeparam>
internal readonly struct WideSink<TActivation> : ITileSink
    where TActivation : struct, IActivation
{
    private readonly ArrayView<float> elements;
    private readonly int pitch;
    private readonly int columns;
    private readonly Singles bias;
    private readonly long channel;

    /// <summary>Takes a matrix.</summary>
    /// <param name="elements">[32, pitch], shared.</param>
    /// <param name="pitch">As of <see cref="SharedRows"/>.</param>
    /// <param name="columns">Columns that are there; more than 32 count as 32. The others become arbitrary.</param>
    /// <param name="bias">[I].</param>
    /// <param name="channel">The first column's.</param>
    public WideSink(ArrayView<float> elements, int pitch, int columns, Singles bias, long channel)
    {
        this.elements = elements;
        this.pitch = pitch;
        this.columns = columns;
        this.bias = bias;
        this.channel = channel;
    }

    /// <inheritdoc/>
    public void Write(int row, int column, Float4 sums)
    {
        int count = columns - column;
        if (count > 0)
        {
            long first = (row * pitch) + column;
            Float4 values = sums + bias.Read4(channel + column, count);
            elements[first] = Activate(values.X);
            elements[first + 1] = Activate(values.Y);
            elements[first + 2] = Activate(values.Z);
            elements[first + 3] = Activate(values.W);
        }
    }

    private static float Activate(float value) => TActivation.Apply(new DeviceFloat(value)).Value;
}
