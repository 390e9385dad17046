namespace SqueezeBert.Gpu.Kernels.Tests.Numerics;

/// <summary>The host's micro-kernel by itself, on every register width that this machine has: any number of rows, any depth.</summary>
public sealed class HostGemmTests(int lanes) : LanesTests(lanes)
{
    private const int MostRows = 41;
    private const int RowGap = 3;
    private const int SumGap = 5;

    // Depths around the steps between two fetches.
    [Test]
    public void Sums_are_those_of_the_products(
        [Values(1, 2, 7, 8, 9, 64, 67)] int depth, [Values] bool isTransposed, [Values] bool fetches)
    {
        switch (Lanes)
        {
            case 1: Check<LanesScalar>(depth, isTransposed, fetches); break;
            case 4: Check<Lanes128>(depth, isTransposed, fetches); break;
            case 8: Check<Lanes256>(depth, isTransposed, fetches); break;
            default: Check<Lanes512>(depth, isTransposed, fetches); break;
        }
    }

    private static unsafe void Check<TLanes>(int depth, bool isTransposed, bool fetches)
        where TLanes : struct, ILanes<TLanes>
    {
        var random = new Random(depth);
        int columns = HostGemm<TLanes>.Columns;
        int rowStride = isTransposed ? 1 : depth + RowGap;
        int step = isTransposed ? MostRows + RowGap : 1;
        int sumStride = columns + SumGap;
        float[] rows = Numbers(random, (MostRows + RowGap) * (depth + RowGap));
        float[] panel = Numbers(random, depth * columns);
        float[] sums = new float[(MostRows + HostGemm<TLanes>.Unit) * sumStride];
        for (int count = 1; count <= MostRows; count++)
        {
            Array.Fill(sums, float.NaN);
            fixed (float* row = rows, weights = panel, sum = sums)
            {
                HostFetch fetch = fetches ? new HostFetch(weights, (long)panel.Length * sizeof(float), depth) : default;
                HostGemm<TLanes>.Multiply<float, F32>(row, rowStride, step, count, weights, depth, sum, sumStride, fetch);
            }

            int written = (count + HostGemm<TLanes>.Unit - 1) / HostGemm<TLanes>.Unit * HostGemm<TLanes>.Unit;
            for (int i = 0; i < sums.Length; i++)
            {
                (int r, int c) = (i / sumStride, i % sumStride);
                bool isRight = r < written && c < columns
                    ? IsSum(sums[i], rows.AsSpan(Math.Min(r, count - 1) * rowStride), step, panel.AsSpan(c), columns, depth)
                    : float.IsNaN(sums[i]);
                if (!isRight)
                {
                    Assert.Fail($"{count} rows, depth {depth}: {sums[i]} at [{r}, {c}]");
                }
            }
        }
    }

    // Each of depth additions rounds by half a unit in the last place of at most the sum of magnitudes.
    private static bool IsSum(float sum, ReadOnlySpan<float> row, int step, ReadOnlySpan<float> column, int stride, int depth)
    {
        double expected = 0;
        double magnitude = 0;
        for (int k = 0; k < depth; k++)
        {
            double product = (double)row[k * step] * column[k * stride];
            expected += product;
            magnitude += Math.Abs(product);
        }

        return Math.Abs(sum - expected) <= Math.ScaleB(magnitude, -24) * (depth + 1);
    }

    private static float[] Numbers(Random random, int length)
    {
        float[] numbers = new float[length];
        foreach (ref float number in numbers.AsSpan())
        {
            number = (random.NextSingle() * 2) - 1;
        }

        return numbers;
    }
}
