using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Algorithms;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Layer-normalised activations, added in float32 to a warp's sums of the same rows and channels.</summary>
/// <typeparam name="TInput">How the activations lie in memory.</typeparam>
internal readonly struct TensorResidual<TInput>
    where TInput : struct, ITensorInput
{
    private readonly TInput input;
    private readonly ArrayView<Float2> scale;
    private readonly ArrayView<Float2> shift;
    private readonly long upperStart;
    private readonly long lowerStart;
    private readonly Float2 upper;
    private readonly Float2 lower;

    /// <summary>Takes the two rows of which this lane holds sums.</summary>
    /// <param name="input">The activations.</param>
    /// <param name="rows">All channels of the group's 64 rows.</param>
    /// <param name="moments">[64]: mean and inverse deviation of each row.</param>
    /// <param name="scale">[C].</param>
    /// <param name="shift">[C].</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TensorResidual(
        TInput input, TensorRows rows, ArrayView<Float2> moments, ArrayView<float> scale, ArrayView<float> shift)
    {
        this.input = input;
        this.scale = scale.Cast<Float2>();
        this.shift = shift.Cast<Float2>();
        int row = TensorTile.WarpRow + (TensorTile.Lane >> 2);
        upperStart = rows.Start + ((long)XMath.Min(row, rows.Rows - 1) * rows.Stride);
        lowerStart = rows.Start + ((long)XMath.Min(row + 8, rows.Rows - 1) * rows.Stride);
        upper = moments[row];
        lower = moments[row + 8];
    }

    /// <summary>Adds them in place.</summary>
    /// <param name="sums">16 rows x 64 channels.</param>
    /// <param name="firstChannel">Their first.</param>
    /// <param name="channels">
    /// How many of them are there, a multiple of 8; more than 64 count as 64. The sums of the others become arbitrary: without branches
    /// between them, the reads of all do not wait for one another.
    /// </param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddTo(TensorStrip sums, int firstChannel, int channels)
    {
        if (channels > 0)
        {
            int channel = firstChannel + (2 * (TensorTile.Lane & 3));
            AddTo(sums.Sums0, channel);
            AddTo(sums.Sums1, channel + (channels > 8 ? 8 : 0));
            AddTo(sums.Sums2, channel + (channels > 16 ? 16 : 0));
            AddTo(sums.Sums3, channel + (channels > 24 ? 24 : 0));
            AddTo(sums.Sums4, channel + (channels > 32 ? 32 : 0));
            AddTo(sums.Sums5, channel + (channels > 40 ? 40 : 0));
            AddTo(sums.Sums6, channel + (channels > 48 ? 48 : 0));
            AddTo(sums.Sums7, channel + (channels > 56 ? 56 : 0));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Normalize(float value, Float2 moments, float scale, float shift) =>
        ((value - moments.X) * moments.Y * scale) + shift;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddTo(TensorSums sums, int channel)
    {
        Float2 above = input.ReadPair((upperStart + channel) / 2);
        Float2 below = input.ReadPair((lowerStart + channel) / 2);
        Float2 factor = scale[channel / 2];
        Float2 term = shift[channel / 2];
        sums.Add(
            Normalize(above.X, upper, factor.X, term.X),
            Normalize(above.Y, upper, factor.Y, term.Y),
            Normalize(below.X, lower, factor.X, term.X),
            Normalize(below.Y, lower, factor.Y, term.Y));
    }
}
