using System.Numerics;
using System.Runtime.CompilerServices;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Writes the panels of <see cref="HostPanels"/>: every panel is an item of its own, made from the rows of the weight that are its
/// columns.
/// </summary>
/// <typeparam name="TBits">The stored bits.</typeparam>
/// <typeparam name="TElement">Their format.</typeparam>
/// <param name="shape">The convolution.</param>
/// <param name="weight">[Cout, Cin / Groups, KernelWidth].</param>
/// <param name="panels">[blocks, panels of a block, depth, columns].</param>
/// <param name="corrections">[blocks, panels of a block, columns]: less the sum of each column's products of pairs; null where
/// nothing is multiplied in pairs.</param>
internal sealed unsafe class HostPanelPacker<TBits, TElement>(
    GroupedConv1dShape shape, float* weight, TBits* panels, float* corrections) : HostJob
    where TBits : unmanaged
    where TElement : struct, IElement<TBits>
{
    private readonly double[] squares = new double[shape.Blocks * HostPanels.PerBlock(shape)];

    private bool InPairs => corrections is not null;

    /// <summary>Writes all panels.</summary>
    public void Pack(HostThreads threads) => threads.Run(this, squares.Length);

    /// <summary>[Groups]: the root mean square of each group's weights, as they are stored, after <see cref="Pack"/>.</summary>
    public float[] Magnitudes()
    {
        var sums = new double[shape.Groups];
        for (int panel = 0; panel < squares.Length; panel++)
        {
            sums[panel / HostPanels.PerBlock(shape) % shape.Groups] += squares[panel];
        }

        double weightsOfGroup = shape.WeightLength / shape.Groups;
        return Array.ConvertAll(sums, sum => (float)Math.Sqrt(sum / weightsOfGroup));
    }

    /// <inheritdoc/>
    public override void Execute(int item, int worker)
    {
        int columns = HostPanels.Columns;
        int width = shape.OutputChannelsPerBlock;
        int index = item % HostPanels.PerBlock(shape);
        int channel = (item / HostPanels.PerBlock(shape) * width) + (index * columns);
        TBits* panel = panels + ((long)item * shape.Depth * columns);
        Fill(weight + ((long)channel * shape.Depth), Math.Min(columns, width - (index * columns)), panel);
        if (InPairs)
        {
            squares[item] = Correct(panel, corrections + ((long)item * columns));
        }
    }

    /// <summary>Writes a panel of the columns that are there, and zeros for those that are not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fill(float* rows, int present, TBits* panel)
    {
        int channels = shape.InputChannelsPerGroup;
        int columns = HostPanels.Columns;
        int depth = shape.Depth;
        int lanes = HostSimd.Lanes;
        for (int k = 0; k < depth; k++)
        {
            float* number = rows + ((k % channels * shape.KernelWidth) + (k / channels));
            TBits* row = panel + ((InPairs ? HostPairs.Place(k, depth, lanes) : k) * columns);
            float sign = InPairs && HostPairs.IsNegated(k, depth, lanes) ? -1 : 1;
            for (int slot = 0; slot < columns; slot++)
            {
                int column = HostPanels.Column<TBits>(slot);
                row[slot] = TElement.Narrow(column < present ? sign * number[column * depth] : 0);
            }
        }
    }

    /// <summary>
    /// Writes a panel's corrections and returns the sum of its squares. Pairs take AVX2 or more, so that columns are whole vectors.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Correct(TBits* panel, float* target)
    {
        int columns = HostPanels.Columns;
        int block = HostPairs.Block(HostSimd.Lanes);
        int step = block / HostPairs.Count;
        float* first = stackalloc float[columns];
        float* second = stackalloc float[columns];
        double* products = stackalloc double[columns];
        new Span<double>(products, columns).Clear();
        Vector<double> sum = default;
        for (int k = 0; k < shape.Depth; k++, panel += columns)
        {
            bool isFirst = k % step == 0 && k / block < shape.Depth / block;
            Widen(panel, first);
            if (isFirst)
            {
                Widen(panel + columns, second);
            }

            for (int slot = 0; slot < columns; slot += Vector<float>.Count)
            {
                Vector.Widen(Vector.Load(first + slot), out Vector<double> low, out Vector<double> high);
                sum += (low * low) + (high * high);
                if (isFirst)
                {
                    Vector.Widen(Vector.Load(second + slot), out Vector<double> secondLow, out Vector<double> secondHigh);
                    double* at = products + slot;
                    Vector.Store(Vector.Load(at) + (low * secondLow), at);
                    at += Vector<double>.Count;
                    Vector.Store(Vector.Load(at) + (high * secondHigh), at);
                }
            }
        }

        for (int slot = 0; slot < columns; slot++)
        {
            target[HostPanels.Column<TBits>(slot)] = (float)-products[slot];
        }

        return Vector.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Widen(TBits* row, float* values)
    {
        for (int slot = 0; slot < HostPanels.Columns; slot++)
        {
            values[slot] = TElement.Widen(row[slot]);
        }
    }
}
