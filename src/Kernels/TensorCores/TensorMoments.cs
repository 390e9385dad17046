using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Algorithms;

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

    /// <summary>Both moments in float32, one pass over the rows each. Every thread of the group must call.</summary>
    /// <param name="input">The activations.</param>
    /// <param name="rows">All channels of a group's rows; a multiple of 32.</param>
    /// <param name="epsilon">Added to the variance.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TensorMoments Of<TInput>(TInput input, TensorRows rows, float epsilon)
        where TInput : struct, ITensorInput
    {
        // Four tiles side by side, so that the reads of one do not wait for those of the others.
        Float4 sums = default;
        for (int depth = 0; depth < rows.Depths; depth += 4 * TensorQuads.Depths)
        {
            Float4x4 first = input.Read(rows, depth);
            Float4x4 second = Read(input, rows, depth + TensorQuads.Depths);
            Float4x4 third = Read(input, rows, depth + (2 * TensorQuads.Depths));
            Float4x4 fourth = Read(input, rows, depth + (3 * TensorQuads.Depths));
            sums = Float4.MultiplyAdd(1f, Sums(first), sums);
            sums = Float4.MultiplyAdd(Share(rows, depth + TensorQuads.Depths), Sums(second), sums);
            sums = Float4.MultiplyAdd(Share(rows, depth + (2 * TensorQuads.Depths)), Sums(third), sums);
            sums = Float4.MultiplyAdd(Share(rows, depth + (3 * TensorQuads.Depths)), Sums(fourth), sums);
        }

        Float4 means = OfRows(sums, rows.Depths);
        Float4 squares = default;
        for (int depth = 0; depth < rows.Depths; depth += 4 * TensorQuads.Depths)
        {
            Float4x4 first = input.Read(rows, depth);
            Float4x4 second = Read(input, rows, depth + TensorQuads.Depths);
            Float4x4 third = Read(input, rows, depth + (2 * TensorQuads.Depths));
            Float4x4 fourth = Read(input, rows, depth + (3 * TensorQuads.Depths));
            squares = Float4.MultiplyAdd(1f, Squares(first, means), squares);
            squares = Float4.MultiplyAdd(Share(rows, depth + TensorQuads.Depths), Squares(second, means), squares);
            squares = Float4.MultiplyAdd(Share(rows, depth + (2 * TensorQuads.Depths)), Squares(third, means), squares);
            squares = Float4.MultiplyAdd(Share(rows, depth + (3 * TensorQuads.Depths)), Squares(fourth, means), squares);
        }

        Float4 variances = OfRows(squares, rows.Depths);
        return new TensorMoments(means, new Float4(
            1f / XMath.Sqrt(variances.X + epsilon),
            1f / XMath.Sqrt(variances.Y + epsilon),
            1f / XMath.Sqrt(variances.Z + epsilon),
            1f / XMath.Sqrt(variances.W + epsilon)));
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
    private static Float4 Squares(Float4x4 values, Float4 means) => new(
        values.Row0.SquaresAround(means.X),
        values.Row1.SquaresAround(means.Y),
        values.Row2.SquaresAround(means.Z),
        values.Row3.SquaresAround(means.W));

    // Averages over the eight neighbours that read a row.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Float4 OfRows(Float4 sums, int channels) => new(
        OfRow(sums.X) / channels, OfRow(sums.Y) / channels, OfRow(sums.Z) / channels, OfRow(sums.W) / channels);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float OfRow(float sum)
    {
        sum += Warp.ShuffleXor(sum, 1);
        sum += Warp.ShuffleXor(sum, 2);
        return sum + Warp.ShuffleXor(sum, 4);
    }
}
