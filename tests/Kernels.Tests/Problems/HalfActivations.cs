using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels.Tests.Problems;

/// <summary>The tensor-core kernels with activations that are read and written in 16 bits.</summary>
/// <typeparam name="TElement">Their format, and that of weights.</typeparam>
internal static class HalfActivations<TElement>
    where TElement : struct, ITensorElement
{
    private static ElementType Format => typeof(TElement) == typeof(TensorF16) ? ElementType.F16 : ElementType.BF16;

    /// <summary>Half a step of the format, relative to the result: how far rounding the output puts it off.</summary>
    public static double Tolerance => Format == ElementType.F16 ? 1d / 2048 : 1d / 256;

    /// <summary>A pointwise convolution with bias.</summary>
    public static (float[] Found, double[] Expected) Convolve(ComputeDevice device, GroupedConv1dShape shape, int rows)
    {
        var numbers = new RandomNumbers(3);
        float[] input = Storage.Kept(numbers.Normal((long)rows * shape.InputChannels), Format);
        float[] weight = Storage.Kept(numbers.Normal(shape.WeightLength, 1 / Math.Sqrt(shape.Depth)), Format);
        float[] bias = numbers.Normal(shape.OutputChannels);
        using var weights = GroupedConv1dWeights.Pack(device, shape, weight, Format);
        using DeviceBuffer<uint> x = Upload(device, input);
        using DeviceBuffer<float> b = device.Upload<float>(bias);
        using var output = new GuardedOutput(device, (long)rows * shape.OutputChannels / 2);
        GroupedConv1d<AddBias>.LoadTensor<TElement, HalfInput<TElement>, NarrowedOutput<TElement>>(device, weights)(
            rows, new HalfInput<TElement>(x.View), new NarrowedOutput<TElement>(output.View.Cast<uint>()), new AddBias(b.View));
        device.Synchronize();
        double[] expected = new double[rows * shape.OutputChannels];
        GroupedConv1dReference.Run(shape, input, weight, [rows], expected);
        for (int i = 0; i < expected.Length; i++)
        {
            expected[i] += bias[i % bias.Length];
        }

        return (Widen(output.Read()), expected);
    }

    /// <summary>A feed-forward before its second norm.</summary>
    public static (float[] Found, double[] Expected) FeedForward(ComputeDevice device, GroupedConv1dShape inner, int rows)
    {
        const float Epsilon = 0.01f;
        var outer = new GroupedConv1dShape(inner.OutputChannels, inner.InputChannels, inner.Groups);
        var numbers = new RandomNumbers(4);
        float[] input = Storage.Kept(numbers.Normal((long)rows * inner.InputChannels), Format);
        float[] scale = numbers.Normal(inner.InputChannels);
        float[] shift = numbers.Normal(inner.InputChannels);
        float[] innerWeight = Storage.Kept(numbers.Normal(inner.WeightLength, 1 / Math.Sqrt(inner.Depth)), Format);
        float[] outerWeight = Storage.Kept(numbers.Normal(outer.WeightLength, 1 / Math.Sqrt(outer.Depth)), Format);
        float[] innerBias = numbers.Normal(inner.OutputChannels);
        float[] outerBias = numbers.Normal(inner.InputChannels);
        using var w1 = GroupedConv1dWeights.Pack(device, inner, innerWeight, Format);
        using var w2 = GroupedConv1dWeights.Pack(device, outer, outerWeight, Format);
        using DeviceBuffer<uint> x = Upload(device, input);
        using DeviceBuffer<float> gamma = device.Upload<float>(scale);
        using DeviceBuffer<float> beta = device.Upload<float>(shift);
        using DeviceBuffer<float> b1 = device.Upload<float>(innerBias);
        using DeviceBuffer<float> b2 = device.Upload<float>(outerBias);
        using var output = new GuardedOutput(device, input.Length / 2);
        var arguments = new GroupedFeedForwardArguments
        {
            InputScale = gamma.View,
            InputShift = beta.View,
            InnerBias = b1.View,
            OuterBias = b2.View,
            T = rows,
            Epsilon = Epsilon,
        };
        GroupedFeedForward<Linear>.LoadTensor<TElement, HalfInput<TElement>, NarrowedOutput<TElement>>(device, w1, w2)(
            arguments, new HalfInput<TElement>(x.View), new NarrowedOutput<TElement>(output.View.Cast<uint>()));
        device.Synchronize();
        double[] expected = NarrowedFeedForward.BeforeNorm(
            inner, Format, ActivationKind.Linear, input, scale, shift, innerWeight, innerBias, outerWeight, outerBias, Epsilon);
        return (Widen(output.Read()), expected);
    }

    /// <summary>Copies activations to a device, rounded to the format.</summary>
    public static DeviceBuffer<uint> Upload(ComputeDevice device, float[] values)
    {
        ushort[] bits = Array.ConvertAll(values, value => Format == ElementType.F16 ? F16.Narrow(value) : BF16.Narrow(value));
        return device.Upload<uint>(MemoryMarshal.Cast<ushort, uint>(bits));
    }

    /// <summary>Activations in 16 bits, two in the memory of a float, as numbers.</summary>
    public static float[] Widen(float[] pairs)
    {
        ushort[] bits = MemoryMarshal.Cast<float, ushort>(pairs).ToArray();
        return Array.ConvertAll(bits, value => Format == ElementType.F16 ? F16.Widen(value) : BF16.Widen(value));
    }
}
