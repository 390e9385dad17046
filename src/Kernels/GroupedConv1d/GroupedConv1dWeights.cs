using System.Runtime.InteropServices;
using ILGPU;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// The weights of a <see cref="GroupedConv1d{TEpilogue}"/>, rounded to their storage and laid out for a device once. Never
/// changed afterwards, so any number of operators may share them.
/// </summary>
/// <remarks>
/// On a GPU they keep the checkpoint's layout [Cout, Cin / Groups, KernelWidth]. On the host they are panels of the columns that
/// <see cref="HostGemm{TLanes}"/> takes: [blocks, panels of a block, depth, columns], depth ordered [KernelWidth, Cin / Groups],
/// missing columns zero; if they are multiplied in pairs, depth in the order of <see cref="HostPairs.Place"/>, some negated, and the
/// columns' corrections behind them. Formats of 16 bits stand in the order of columns that
/// <see cref="HostWidening{TLanes, TBits, TElement}"/> wants.
/// </remarks>
public sealed class GroupedConv1dWeights : IDisposable
{
    private const string Name = "GroupedConv1d";

    private readonly PackedWeights packed;

    private GroupedConv1dWeights(GroupedConv1dShape shape, ElementType storage, PackedWeights packed)
    {
        Shape = shape;
        Storage = storage;
        this.packed = packed;
    }

    /// <summary>The convolution they belong to.</summary>
    public GroupedConv1dShape Shape { get; }

    /// <summary>How each weight is stored.</summary>
    public ElementType Storage { get; }

    /// <summary>Whether the host multiplies them by <see cref="HostWinogradGemm{TLanes}"/>.</summary>
    internal bool IsPaired => packed.Magnitudes is not null;

    /// <summary>[blocks, panels of a block, columns]: less the sum of each column's products of pairs.</summary>
    internal ArrayView<float> Corrections => packed.Buffer.View.SubView(
        packed.Offset + packed.Length, HostPanels.CorrectionsLength(Shape) * sizeof(float)).Cast<float>();

    /// <summary>[Groups]: the root mean square of each group's weights.</summary>
    internal float[] Magnitudes => packed.Magnitudes!;

    /// <summary>Device memory that they take.</summary>
    public long Bytes => packed.Buffer.Bytes;

    /// <summary>Rounds and lays out weights for a device.</summary>
    /// <param name="device">Where they will be used.</param>
    /// <param name="shape">The convolution.</param>
    /// <param name="weight">[Cout, Cin / Groups, KernelWidth], as in a checkpoint.</param>
    /// <param name="storage">The format to round to.</param>
    /// <exception cref="KernelArgumentException">The shape is no convolution, or has another number of weights.</exception>
    /// <exception cref="DeviceException">The device does not multiply the format.</exception>
    public static GroupedConv1dWeights Pack(
        ComputeDevice device, GroupedConv1dShape shape, ReadOnlySpan<float> weight, ElementType storage = ElementType.F32) =>
        Pack(device, shape, weight, storage, HostSimd.AddsWhileMultiplying && HostPanels.TakePairs(shape));

    /// <summary>The same, and the caller decides whether a host multiplies in pairs.</summary>
    internal static unsafe GroupedConv1dWeights Pack(
        ComputeDevice device, GroupedConv1dShape shape, ReadOnlySpan<float> weight, ElementType storage, bool inPairs)
    {
        ArgumentNullException.ThrowIfNull(device);
        shape.Validate();
        Elements.CheckSupport(device, storage);
        if (weight.Length != shape.WeightLength)
        {
            throw new KernelArgumentException($"{Name}: weight has {weight.Length} elements, expected {shape.WeightLength}");
        }

        fixed (float* source = weight)
        {
            var packer = new Packer(device, shape, source, inPairs);
            PackedWeights packed = storage == ElementType.TF32
                ? packer.Use<float, TF32>()
                : Elements.Dispatch<Packer, PackedWeights>(storage, packer);
            return new GroupedConv1dWeights(shape, storage, packed);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => packed.Buffer.Dispose();

    /// <summary>The weights in the device's layout.</summary>
    internal ArrayView<TBits> View<TBits>()
        where TBits : unmanaged =>
        packed.Buffer.View.SubView(packed.Offset, packed.Length).Cast<TBits>();

    private sealed record PackedWeights(DeviceBuffer<byte> Buffer, long Offset, long Length, float[]? Magnitudes = null);

    private readonly unsafe struct Packer(ComputeDevice device, GroupedConv1dShape shape, float* weight, bool inPairs)
        : IElementConsumer<PackedWeights>
    {
        private string Purpose =>
            $"the weights of a convolution from {shape.InputChannels} to {shape.OutputChannels} channels in {shape.Groups} groups";

        public PackedWeights Use<TBits, TElement>()
            where TBits : unmanaged
            where TElement : struct, IElement<TBits> =>
            device.IsHost ? Panels<TBits, TElement>() : AsInCheckpoint<TBits, TElement>();

        private PackedWeights AsInCheckpoint<TBits, TElement>()
            where TBits : unmanaged
            where TElement : struct, IElement<TBits>
        {
            var bits = new TBits[shape.WeightLength];
            for (int i = 0; i < bits.Length; i++)
            {
                bits[i] = TElement.Narrow(weight[i]);
            }

            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes<TBits>(bits);
            return new PackedWeights(device.Upload(bytes, Purpose), 0, bytes.Length);
        }

        private PackedWeights Panels<TBits, TElement>()
            where TBits : unmanaged
            where TElement : struct, IElement<TBits>
        {
            int columns = HostPanels.Columns;
            long length = HostPanels.Length(shape) * sizeof(TBits);
            long corrections = inPairs ? HostPanels.CorrectionsLength(shape) * sizeof(float) : 0;
            DeviceBuffer<byte> buffer = device.AllocateWeights<byte>(length + corrections + HostPanels.Alignment, Purpose);
            byte* start = HostMemory.Pointer(buffer.View);
            long offset = HostPanels.Padding(start);
            var panel = (TBits*)(start + offset);
            for (int first = 0; first < shape.OutputChannels; first += shape.OutputChannelsPerBlock)
            {
                int end = first + shape.OutputChannelsPerBlock;
                for (int channel = first; channel < end; channel += columns, panel += (long)shape.Depth * columns)
                {
                    PackPanel<TBits, TElement>(channel, Math.Min(columns, end - channel), panel);
                }
            }

            return new PackedWeights(
                buffer,
                offset,
                length,
                inPairs ? Pair<TBits, TElement>((TBits*)(start + offset), (float*)(start + offset + length)) : null);
        }

        // Writes less the sum of each column's products of pairs, as they are stored; returns each group's root mean square.
        private float[] Pair<TBits, TElement>(TBits* panel, float* corrections)
            where TBits : unmanaged
            where TElement : struct, IElement<TBits>
        {
            int columns = HostPanels.Columns;
            int block = HostPairs.Block(HostSimd.Lanes);
            int step = block / HostPairs.Count;
            var squares = new double[shape.Groups];
            var products = new double[columns];
            for (int index = 0; index < shape.Blocks * HostPanels.PerBlock(shape); index++)
            {
                double sum = 0;
                Array.Clear(products);
                for (int k = 0; k < shape.Depth; k++, panel += columns)
                {
                    bool isFirst = k % step == 0 && k / block < shape.Depth / block;
                    for (int slot = 0; slot < columns; slot++)
                    {
                        double weight = TElement.Widen(panel[slot]);
                        sum += weight * weight;
                        if (isFirst)
                        {
                            products[HostPanels.Column<TBits>(slot)] += weight * TElement.Widen(panel[columns + slot]);
                        }
                    }
                }

                squares[index / HostPanels.PerBlock(shape) % shape.Groups] += sum;
                foreach (double product in products)
                {
                    *corrections++ = (float)-product;
                }
            }

            double weightsOfGroup = shape.WeightLength / shape.Groups;
            return Array.ConvertAll(squares, sum => (float)Math.Sqrt(sum / weightsOfGroup));
        }

        private void PackPanel<TBits, TElement>(int channel, int present, TBits* panel)
            where TBits : unmanaged
            where TElement : struct, IElement<TBits>
        {
            int channels = shape.InputChannelsPerGroup;
            int columns = HostPanels.Columns;
            for (int tap = 0; tap < shape.KernelWidth; tap++)
            {
                for (int c = 0; c < channels; c++)
                {
                    int k = (tap * channels) + c;
                    int place = inPairs ? HostPairs.Place(k, shape.Depth, HostSimd.Lanes) : k;
                    float sign = inPairs && HostPairs.IsNegated(k, shape.Depth, HostSimd.Lanes) ? -1 : 1;
                    TBits* row = panel + (place * columns);
                    for (int slot = 0; slot < columns; slot++)
                    {
                        int column = HostPanels.Column<TBits>(slot);
                        long index = (((((long)channel + column) * channels) + c) * shape.KernelWidth) + tap;
                        *row++ = TElement.Narrow(column < present ? sign * weight[index] : 0);
                    }
                }
            }
        }
    }
}
