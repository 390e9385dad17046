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
            long length = HostPanels.Length(shape) * sizeof(TBits);
            long corrections = inPairs ? HostPanels.CorrectionsLength(shape) * sizeof(float) : 0;
            DeviceBuffer<byte> buffer = device.AllocateWeights<byte>(length + corrections + HostPanels.Alignment, Purpose);
            byte* start = HostMemory.Pointer(buffer.View);
            long offset = HostPanels.Padding(start);
            start += offset;
            var packer = new HostPanelPacker<TBits, TElement>(
                shape, weight, (TBits*)start, inPairs ? (float*)(start + length) : null);
            packer.Pack(device.Threads);
            return new PackedWeights(buffer, offset, length, inPairs ? packer.Magnitudes() : null);
        }
    }
}
