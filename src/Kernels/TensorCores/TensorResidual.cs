using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Algorithms;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Layer-normalised activations and a bias, added in float32 to a warp's sums of the same rows and channels.</summary>
/// <typeparam name="TInput">How the activations lie in memory.</typeparam>
internal readonly struct TensorResidual<TInput>
    where TInput : struct, ITensorInput
{
    private readonly TInput input;
    private readonly ArrayView<Float2> scale;
    private readonly ArrayView<Float2> shift;
    private readonly ArrayView<Float2> bias;
    private readonly long upperPair;
    private readonly long lowerPair;
    private readonly Float2 upper;
    private readonly Float2 lower;

    /// <summary>Takes the two rows of which this lane holds sums.</summary>
    /// <param name="input">The activations.</param>
    /// <param name="rows">All channels of the group's rows: 64, or 32 where 32-bit numbers are multiplied.</param>
    /// <param name="moments">[64]: mean and inverse deviation of each row.</param>
    /// <param name="scale">[C].</param>
    /// <param name="shift">[C].</param>
    /// <param name="bias">[C].</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TensorResidual(
        TInput input,
        TensorRows rows,
        ArrayView<Float2> moments,
        ArrayView<float> scale,
        ArrayView<float> shift,
        ArrayView<float> bias)
    {
        this.input = input;
        this.scale = scale.Cast<Float2>();
        this.shift = shift.Cast<Float2>();
        this.bias = bias.Cast<Float2>();
        int row = TensorTile.WarpRow + (TensorTile.Lane >> 2);
        upperPair = 2 * rows.Quad(row);
        lowerPair = 2 * rows.Quad(row + 8);
        upper = moments[row];
        lower = moments[row + 8];
    }

    /// <summary>Adds them, and the bias, in place.</summary>
    /// <param name="sums">16 rows x 64 channels.</param>
    /// <param name="firstChannel">Their first.</param>
    /// <param name="channels">
    /// How many of them are there, a multiple of 32; more than 64 count as 64. The sums of the others become arbitrary: without
    /// branches between them, the reads of all do not wait for one another.
    /// </param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddTo(TensorStrip sums, int firstChannel, int channels)
    {
        if (channels > 0)
        {
            int pair = (firstChannel >> 1) + (TensorTile.Lane & 3);
            AddTo(sums.Sums0, pair, 0);
            AddTo(sums.Sums1, pair, 4);
            AddTo(sums.Sums2, pair, 8);
            AddTo(sums.Sums3, pair, 12);
            pair += channels > 32 ? 16 : 0;
            AddTo(sums.Sums4, pair, 0);
            AddTo(sums.Sums5, pair, 4);
            AddTo(sums.Sums6, pair, 8);
            AddTo(sums.Sums7, pair, 12);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Normalize(float value, Float2 moments, float scale, float shift) =>
        ((value - moments.X) * moments.Y * scale) + shift;

    // The offset is a constant, so that reads of one strip differ in nothing but a number in their instructions.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddTo(TensorSums sums, int pair, int offset)
    {
        Float2 above = input.ReadPair(upperPair + pair, offset);
        Float2 below = input.ReadPair(lowerPair + pair, offset);
        Float2 factor = scale.SubView(pair)[offset];
        Float2 term = shift.SubView(pair)[offset];
        Float2 constant = bias.SubView(pair)[offset];
        sums.Add(
            Normalize(above.X, upper, factor.X, term.X) + constant.X,
            Normalize(above.Y, upper, factor.Y, term.Y) + constant.Y,
            Normalize(below.X, lower, factor.X, term.X) + constant.X,
            Normalize(below.Y, lower, factor.Y, term.Y) + constant.Y);
    }
}
