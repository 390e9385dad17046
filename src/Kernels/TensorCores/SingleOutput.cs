using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Results stored as float32.</summary>
internal readonly struct SingleOutput : ITensorOutput, IActivations<SingleOutput>
{
    /// <summary>[T, C / 2].</summary>
    public readonly ArrayView<Float2> Pairs;

    /// <summary>Stores to a view that begins at a multiple of 8 bytes.</summary>
    /// <param name="output">[T, C].</param>
    public SingleOutput(ArrayView<float> output) => Pairs = output.Cast<Float2>();

    /// <inheritdoc/>
    public static SingleOutput Of(ActivationView view) => new(view.Singles);

    /// <inheritdoc/>
    public void Store(long pair, int offset, float first, float second) => Pairs.SubView(pair)[offset] = new Float2(first, second);
}
