using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime.Cuda;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Mean and inverse deviation of each of the four rows that a thread reads a part of: see <see cref="TensorQuads"/>.</summary>
internal readonly struct TensorMoments
{
    private readonly Float4 means;
    private readonly Float4 inverses;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TensorMoments(Float4 means, Float4 inverses)
    {
        this.means = means;
        this.inverses = inverses;
    }

    /// <summary>
    /// Both moments in float32, in one pass over the rows. Every thread of the group must call.
    /// </summary>
    /// <remarks>
    /// What is summed are the distances from the mean of a row's first tile and their squares. That mean is at most the square root
    /// of (channels / 32 - 1) deviations from the row's (Cauchy and Schwarz), so that not much cancels in the variance. Chan, Golub,
    /// LeVeque, "Algorithms for Computing the Sample Variance", The American Statistician 37 (1983), "shifted data".
    /// </remarks>
    /// <param name="input">The activations.</param>
    /// <param name="rows">All channels of a group's rows; a multiple of 32.</param>
    /// <param name="epsilon">Added to the variance.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TensorMoments Of<TInput>(TInput input, TensorRows rows, float epsilon)
        where TInput : struct, ITensorInput
    {
        Float4 origins = Float4.MultiplyAdd(1f / TensorQuads.Depths, OfRows(Sums(input.Read(rows, 0))), default);
        Float4 sums = default;
        Float4 squares = default;

        // Four tiles side by side, so that the reads of one do not wait for those of the others.
        for (int depth = 0; depth < rows.Depths; depth += 4 * TensorQuads.Depths)
        {
            Float4x4 first = input.Read(rows, depth);
            Float4x4 second = Read(input, rows, depth + TensorQuads.Depths);
            Float4x4 third = Read(input, rows, depth + (2 * TensorQuads.Depths));
            Float4x4 fourth = Read(input, rows, depth + (3 * TensorQuads.Depths));
            float shareOfSecond = Share(rows, depth + TensorQuads.Depths);
            float shareOfThird = Share(rows, depth + (2 * TensorQuads.Depths));
            float shareOfFourth = Share(rows, depth + (3 * TensorQuads.Depths));
            first = Distances(first, origins);
            second = Distances(second, origins);
            third = Distances(third, origins);
            fourth = Distances(fourth, origins);
            sums = Float4.MultiplyAdd(1f, Sums(first), sums);
            sums = Float4.MultiplyAdd(shareOfSecond, Sums(second), sums);
            sums = Float4.MultiplyAdd(shareOfThird, Sums(third), sums);
            sums = Float4.MultiplyAdd(shareOfFourth, Sums(fourth), sums);
            squares = Float4.MultiplyAdd(1f, Squares(first), squares);
            squares = Float4.MultiplyAdd(shareOfSecond, Squares(second), squares);
            squares = Float4.MultiplyAdd(shareOfThird, Squares(third), squares);
            squares = Float4.MultiplyAdd(shareOfFourth, Squares(fourth), squares);
        }

        float share = 1f / rows.Depths;
        Float4 distances = Float4.MultiplyAdd(share, OfRows(sums), default);
        squares = Float4.MultiplyAdd(share, OfRows(squares), default);
        return new TensorMoments(origins + distances, new Float4(
            Inverse(squares.X, distances.X, epsilon),
            Inverse(squares.Y, distances.Y, epsilon),
            Inverse(squares.Z, distances.Z, epsilon),
            Inverse(squares.W, distances.W, epsilon)));
    }

    /// <summary>Leaves them to the other threads, which see them behind a barrier.</summary>
    /// <param name="rows">Those of which they are.</param>
    /// <param name="moments">[64], shared: mean and inverse deviation of each row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Publish(TensorRows rows, ArrayView<Float2> moments)
    {
        int step = TensorQuads.Step(rows);
        if (TensorQuads.Quad == 0)
        {
            moments[TensorQuads.Row] = new Float2(means.X, inverses.X);
            moments[TensorQuads.Row + step] = new Float2(means.Y, inverses.Y);
            moments[TensorQuads.Row + (2 * step)] = new Float2(means.Z, inverses.Z);
            moments[TensorQuads.Row + (3 * step)] = new Float2(means.W, inverses.W);
        }
    }

    /// <summary>Normalises this thread's part of a tile.</summary>
    /// <param name="values">Four depths of four rows.</param>
    /// <param name="scale">Of the four depths.</param>
    /// <param name="shift">Likewise.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Float4x4 Normalize(Float4x4 values, Float4 scale, Float4 shift) => new(
        values.Row0.Normalize(means.X, inverses.X, scale, shift),
        values.Row1.Normalize(means.Y, inverses.Y, scale, shift),
        values.Row2.Normalize(means.Z, inverses.Z, scale, shift),
        values.Row3.Normalize(means.W, inverses.W, scale, shift));

    // A tile that need not be there; its share is 0 then.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Float4x4 Read<TInput>(TInput input, TensorRows rows, int depth)
        where TInput : struct, ITensorInput => input.Read(rows, XMath.Min(depth, rows.Depths - TensorQuads.Depths));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Share(TensorRows rows, int depth) => depth < rows.Depths ? 1f : 0f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Float4 Sums(Float4x4 values) => new(values.Row0.Sum, values.Row1.Sum, values.Row2.Sum, values.Row3.Sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Float4 Squares(Float4x4 values) => new(
        values.Row0.SquaresAround(0f),
        values.Row1.SquaresAround(0f),
        values.Row2.SquaresAround(0f),
        values.Row3.SquaresAround(0f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Float4x4 Distances(Float4x4 values, Float4 origins) => new(
        values.Row0.Minus(origins.X),
        values.Row1.Minus(origins.Y),
        values.Row2.Minus(origins.Z),
        values.Row3.Minus(origins.W));

    // Rounding may leave less than nothing of a variance. The relative error of the instruction is 2^-22.9 at most (PTX ISA), of
    // ILGPU's own root, a division by a square root with a branch in each, little less.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Inverse(float square, float distance, float epsilon)
    {
        float variance = XMath.Max(square - (distance * distance), 0f) + epsilon;
        float inverse = TensorRegister.Single(Interop.FloatAsInt(variance));
        CudaAsm.Emit("rsqrt.approx.f32 %0, %1;", inverse, variance);
        return inverse;
    }

    // Sums over the eight neighbours that read a row.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Float4 OfRows(Float4 sums) => new(OfRow(sums.X), OfRow(sums.Y), OfRow(sums.Z), OfRow(sums.W));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float OfRow(float sum)
    {
        sum += Warp.ShuffleXor(sum, 1);
        sum += Warp.ShuffleXor(sum, 2);
        return sum + Warp.ShuffleXor(sum, 4);
    }
}
