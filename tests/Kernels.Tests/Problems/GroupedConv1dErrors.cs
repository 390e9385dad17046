using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels.Tests.Problems;

/// <summary>What a convolution refuses, and how it says so.</summary>
[Category("Host")]
public sealed class GroupedConv1dErrors
{
    private ComputeDevice? opened;

    private ComputeDevice Device => opened ?? throw new InvalidOperationException("the fixture was not set up");

    [OneTimeSetUp]
    public void OpenDevice() => opened = ComputeDevices.Open(DeviceKind.Cpu);

    [OneTimeTearDown]
    public void CloseDevice() => opened?.Dispose();

    private static IEnumerable<TestCaseData> Shapes()
    {
        yield return new(new GroupedConv1dShape(0, 4), "GroupedConv1d: InputChannels is 0, expected a positive number");
        yield return new(new GroupedConv1dShape(4, -1), "GroupedConv1d: OutputChannels is -1, expected a positive number");
        yield return new(new GroupedConv1dShape(4, 4, 0), "GroupedConv1d: Groups is 0, expected a positive number");
        yield return new(new GroupedConv1dShape(4, 4, 1, 0), "GroupedConv1d: KernelWidth is 0, expected a positive number");
        yield return new(new GroupedConv1dShape(4, 4, Stride: 0), "GroupedConv1d: Stride is 0, expected a positive number");
        yield return new(new GroupedConv1dShape(4, 4, Dilation: 0), "GroupedConv1d: Dilation is 0, expected a positive number");
        yield return new(new GroupedConv1dShape(4, 4, Repeats: 0), "GroupedConv1d: Repeats is 0, expected a positive number");
        yield return new(new GroupedConv1dShape(4, 4, Padding: -1), "GroupedConv1d: Padding is -1, expected 0 or a positive number");
        yield return new(new GroupedConv1dShape(5, 4, 2), "GroupedConv1d: InputChannels is 5, expected a multiple of Groups 2");
        yield return new(
            new GroupedConv1dShape(4, 10, 2, Repeats: 3), "GroupedConv1d: OutputChannels is 10, expected a multiple of Repeats 3 * Groups 2");
        yield return new(
            new GroupedConv1dShape(1 << 20, 4, 1, 1 << 20), "GroupedConv1d: depth comes to 1099511627776, at most 67108863 is supported");
    }

    [TestCaseSource(nameof(Shapes))]
    public void Shape(GroupedConv1dShape shape, string message) =>
        Assert.That(shape.Validate, Throws.TypeOf<KernelArgumentException>().With.Message.EqualTo(message));

    [Test]
    public void Weights() => Assert.That(
        () => GroupedConv1dWeights.Pack(Device, new GroupedConv1dShape(4, 6, 2), new float[11]).Dispose(),
        Throws.TypeOf<KernelArgumentException>().With.Message.EqualTo("GroupedConv1d: weight has 11 elements, expected 12"));

    [Test]
    public void Views()
    {
        Refuses(new(4, 6), 3, 12, 17, "GroupedConv1d: output has 17 elements, expected 18");
        Refuses(new(4, 6), 3, 11, 18, "GroupedConv1d: input has 11 elements, expected 12");
        Refuses(new(4, 6), 0, 12, 18, "GroupedConv1d: T is 0, expected a positive number");
        Refuses(new(4, 6), 3, 12, 18, "GroupedConv1d: scratch has 1 elements, expected at least", scratch: 1);
    }

    [Test]
    public void Sentences()
    {
        var shape = new GroupedConv1dShape(2, 2, KernelWidth: 3);
        Refuses(shape, 3, 10, 6, "GroupedConv1d: B is 0, expected a positive number");
        Refuses(shape, 3, 10, 6, "GroupedConv1d: output offsets has 3 elements, expected 2", [0, 5], [0, 3, 3]);
        Refuses(shape, 3, 9, 6, "GroupedConv1d: input has 9 elements, expected whole rows of 2", [0, 5], [0, 3]);
        Refuses(shape, 3, 10, 6, "GroupedConv1d: input offsets [0] is 1, expected 0", [1, 5], [0, 3]);
        Refuses(shape, 3, 10, 6, "GroupedConv1d: output offsets [1] is 4, expected 3", [0, 5], [0, 4]);
        Refuses(shape, 3, 10, 6, "GroupedConv1d: input offsets [1] is 6, expected 5", [0, 6], [0, 4]);
        Refuses(shape, 3, 10, 6, "GroupedConv1d: input offsets [2] is 3, expected at least 5", [0, 5, 3], [0, 3, 3]);
    }

    [TestCase(3, 5, 1, 0, 1, 3)]
    [TestCase(3, 2, 1, 0, 1, 0)]
    [TestCase(5, 1, 1, 2, 1, 1)]
    [TestCase(3, 9, 2, 2, 3, 4)]
    public void OutputLength(int width, int rows, int stride, int padding, int dilation, int expected) => Assert.That(
        new GroupedConv1dShape(1, 1, 1, width, stride, padding, dilation).OutputLength(rows), Is.EqualTo(expected));

    private void Refuses(
        GroupedConv1dShape shape,
        int rows,
        int input,
        int output,
        string message,
        int[]? inputOffsets = null,
        int[]? outputOffsets = null,
        int? scratch = null)
    {
        using var weights = GroupedConv1dWeights.Pack(Device, shape, new float[shape.WeightLength]);
        var convolution = new GroupedConv1d<Identity>(Device, weights);
        using DeviceBuffer<float> x = Device.Allocate<float>(input);
        using DeviceBuffer<float> y = Device.Allocate<float>(output);
        using DeviceBuffer<float> space = Device.Allocate<float>(scratch ?? convolution.ScratchLength);
        using DeviceBuffer<int> inputs = Device.Upload<int>(inputOffsets ?? [0]);
        using DeviceBuffer<int> outputs = Device.Upload<int>(outputOffsets ?? [0]);
        Assert.That(
            () => convolution.Run(new()
            {
                Input = x.View,
                Output = y.View,
                T = rows,
                Scratch = space.View,
                InputOffsets = inputs.View,
                OutputOffsets = outputs.View,
                B = (inputOffsets?.Length ?? 1) - 1,
            }),
            Throws.TypeOf<KernelArgumentException>().With.Message.StartsWith(message));
    }
}
