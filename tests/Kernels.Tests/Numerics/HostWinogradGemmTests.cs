namespace SqueezeBert.Gpu.Kernels.Tests.Numerics;

/// <summary>
/// The host's micro-kernel that multiplies in pairs, by itself, on every register width that this machine has: any number of rows,
/// any depth, rows and weights of any size.
/// </summary>
public sealed class HostWinogradGemmTests(int lanes) : LanesTests(lanes)
{
    private const int MostRows = 99;
    private const int RowGap = 3;

    // Blocks have 12 or 16 numbers: parts of one, several, and some beside.
    [Test]
    public void Sums_are_those_of_the_products([Values(1, 3, 11, 12, 16, 17, 47, 48, 50, 192, 201, 257, 530)] int depth) =>
        Check(depth, Enumerable.Repeat(1f, 19).ToArray(), 1);

    // Larger and smaller than the weights, far from any size that squares have, and nothing at all.
    [Test]
    public void Rows_are_brought_to_the_size_of_the_weights([Values(1e-12f, 0.03f, 1, 1e12f)] float weight)
    {
        float[] sizes = [1, 40, 0.001f, 0, 1e-20f, 1e20f, -3, 1e-25f, 1e25f, 0, 0.5f, 1e6f];
        Check(48, Array.ConvertAll(sizes, size => size * weight is > 1e30f ? 1 : size), weight);
    }

    [Test]
    public void A_sum_does_not_depend_on_the_rows_beside()
    {
        float[] alone = Solve(96, [1f], 1, out _, out _);
        float[] among = Solve(96, [1f, 1e15f, float.NaN, float.PositiveInfinity, 1e-15f], 1, out _, out _);
        Assert.That(among.AsSpan(0, Columns).ToArray(), Is.EqualTo(alone.AsSpan(0, Columns).ToArray()));
    }

    // Half of a plain sum's terms, each with the rounding errors of what it computes beside: 1.0 to 1.3 times as large, measured, for
    // wide registers. Numbers of one sign are what makes products of pairs add up: 2 to 3 times, if none were negated.
    [Test]
    public void Errors_are_of_the_size_of_a_plain_sums([Values(192, 768)] int depth, [Values] bool oneSign)
    {
        (double inPairs, double plain) = Lanes switch
        {
            1 => Errors<LanesScalar>(depth, oneSign),
            4 => Errors<Lanes128>(depth, oneSign),
            8 => Errors<Lanes256>(depth, oneSign),
            _ => Errors<Lanes512>(depth, oneSign),
        };
        TestContext.Out.WriteLine($"root mean square error in pairs {inPairs:E2}, of a plain sum {plain:E2}");
        Assert.That(inPairs, Is.LessThan(1.6 * plain));
    }

    [Test]
    public void Every_number_of_a_row_has_a_place_of_its_own_in_a_panel([Values(1, 12, 16, 31, 48, 100)] int depth)
    {
        IEnumerable<int> places = Enumerable.Range(0, depth).Select(k => HostPairs.Place(k, depth, Lanes));
        Assert.That(places, Is.EquivalentTo(Enumerable.Range(0, depth)));
    }

    private int Columns => 2 * Lanes;

    private void Check(int depth, float[] sizes, float weightSize)
    {
        for (int count = 1; count <= sizes.Length; count++)
        {
            float[] sums = Solve(depth, sizes[..count], weightSize, out float[] rows, out float[] panel);
            for (int i = 0; i < count * Columns; i++)
            {
                (int r, int c) = (i / Columns, i % Columns);
                if (!IsSum(sums[i], rows.AsSpan(r * (depth + RowGap), depth), panel.AsSpan(c)))
                {
                    Assert.Fail($"{count} rows, depth {depth}, row of size {sizes[r]}: {sums[i]} at [{r}, {c}]");
                }
            }

            Assert.That(sums.AsSpan(count * Columns).Slice(MostRows * Columns).ToArray(), Is.All.NaN, "beyond the last strip");
        }
    }

    // Relative to the sums' own root mean square.
    private static unsafe (double InPairs, double Plain) Errors<TLanes>(int depth, bool oneSign)
        where TLanes : struct, ILanes<TLanes>
    {
        const int Count = MostRows;
        int columns = 2 * TLanes.Count;
        float[] sizes = Enumerable.Repeat(1f, Count).ToArray();
        float[] sums = Solve<TLanes>(depth, sizes, 0.05f, out float[] rows, out float[] panel, oneSign);
        float[] plain = new float[Count * columns];
        fixed (float* row = rows, weights = panel, sum = plain)
        {
            HostGemm<TLanes>.Multiply<float, F32>(row, depth + RowGap, 1, Count, weights, depth, sum, columns, default);
        }

        double errors = 0;
        double plainErrors = 0;
        double squares = 0;
        for (int i = 0; i < plain.Length; i++)
        {
            double expected = 0;
            for (int k = 0; k < depth; k++)
            {
                expected += (double)rows[(i / columns * (depth + RowGap)) + k] * panel[(k * columns) + (i % columns)];
            }

            errors += (sums[i] - expected) * (sums[i] - expected);
            plainErrors += (plain[i] - expected) * (plain[i] - expected);
            squares += expected * expected;
        }

        return (Math.Sqrt(errors / squares), Math.Sqrt(plainErrors / squares));
    }

    private float[] Solve(int depth, float[] sizes, float weightSize, out float[] rows, out float[] panel) => Lanes switch
    {
        1 => Solve<LanesScalar>(depth, sizes, weightSize, out rows, out panel),
        4 => Solve<Lanes128>(depth, sizes, weightSize, out rows, out panel),
        8 => Solve<Lanes256>(depth, sizes, weightSize, out rows, out panel),
        _ => Solve<Lanes512>(depth, sizes, weightSize, out rows, out panel),
    };

    private static unsafe float[] Solve<TLanes>(
        int depth, float[] sizes, float weightSize, out float[] rows, out float[] panel, bool oneSign = false)
        where TLanes : struct, ILanes<TLanes>
    {
        int columns = 2 * TLanes.Count;
        int stride = depth + RowGap;
        var random = new Random(depth);
        panel = Numbers(random, depth * columns, weightSize);
        rows = Numbers(random, sizes.Length * stride, 1);
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = (oneSign ? Math.Abs(rows[i]) : rows[i]) * sizes[i / stride];
        }

        float[] placed = new float[panel.Length];
        double[] products = new double[columns];
        int block = HostPairs.Block(TLanes.Count);
        double squares = 0;
        for (int i = 0; i < panel.Length; i++)
        {
            (int k, int c) = (i / columns, i % columns);
            int sign = HostPairs.IsNegated(k, depth, TLanes.Count) ? -1 : 1;
            placed[(HostPairs.Place(k, depth, TLanes.Count) * columns) + c] = sign * panel[i];
            squares += (double)panel[i] * panel[i];
            if (k % block < HostPairs.Count && k / block < depth / block)
            {
                int next = i + (HostPairs.Count * columns);
                sign = HostPairs.IsNegated(k + HostPairs.Count, depth, TLanes.Count) ? -1 : 1;
                products[c] += (double)sign * panel[i] * panel[next];
            }
        }

        float[] corrections = Array.ConvertAll(products, product => (float)-product);
        float[] strips = new float[HostStrips<TLanes>.Length(sizes.Length, depth)];
        Array.Fill(strips, float.NaN);
        float[] sums = new float[2 * (MostRows + HostWinogradGemm<TLanes>.Rows) * columns];
        Array.Fill(sums, float.NaN);
        fixed (float* row = rows, weights = placed, correction = corrections, strip = strips, sum = sums)
        {
            HostStrips<TLanes>.Pack(row, stride, sizes.Length, depth, (float)Math.Sqrt(squares / panel.Length), strip);
            var fetch = new HostFetch(weights, (long)panel.Length * sizeof(float), depth);
            HostFetch left = HostWinogradGemm<TLanes>.Multiply<float, F32>(
                strip, sizes.Length, weights, correction, depth, sum, columns, fetch);
            Assert.That((long)left.From, Is.GreaterThan((long)weights), "what is left to fetch");
        }

        return sums;
    }

    // Norms in place of magnitudes: what a pair computes beside its products is of the size of the whole row and column. Each of
    // depth additions, and of as many before them, rounds by half a unit in the last place of at most four times the norms' product;
    // numbers whose products are no normal floats are lost.
    private bool IsSum(float sum, ReadOnlySpan<float> row, ReadOnlySpan<float> column)
    {
        double expected = 0;
        double rowSquares = 0;
        double columnSquares = 0;
        for (int k = 0; k < row.Length; k++)
        {
            double weight = column[k * Columns];
            expected += row[k] * weight;
            rowSquares += (double)row[k] * row[k];
            columnSquares += weight * weight;
        }

        double norms = Math.Sqrt(rowSquares * columnSquares);
        return Math.Abs(sum - expected) <= (Math.ScaleB(4 * norms, -24) * (row.Length + 8)) + 1e-37;
    }

    private static float[] Numbers(Random random, int length, float size)
    {
        float[] numbers = new float[length];
        foreach (ref float number in numbers.AsSpan())
        {
            number = ((random.NextSingle() * 2) - 1) * size;
        }

        return numbers;
    }
}
