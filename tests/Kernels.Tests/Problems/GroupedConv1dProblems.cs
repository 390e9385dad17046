using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Kernels.Tests.Problems;

[TestFixtureSource(typeof(AllRunners), nameof(AllRunners.Fixtures))]
public sealed class GroupedConv1dProblems(Runner runner) : DeviceFixture(runner)
{
    // Rows, input channels, output channels, groups, repeats: ones, odd numbers, tails of every tile and register width.
    [TestCase(1, 1, 1, 1, 1)]
    [TestCase(1, 3, 2, 1, 1)]
    [TestCase(7, 12, 12, 4, 1)]
    [TestCase(5, 12, 36, 4, 3)]
    [TestCase(33, 17, 33, 1, 1)]
    [TestCase(6, 40, 20, 2, 2)]
    [TestCase(32, 32, 64, 1, 1)]
    public void Pointwise(int rows, int input, int output, int groups, int repeats) =>
        Solve(new GroupedConv1dShape(input, output, groups, Repeats: repeats), [rows], ElementType.F32);

    // Sizes of real layers, with the slices and runs that small ones never reach.
    [TestCase(1, 768, 768, 1, 1)]
    [TestCase(16, 768, 768, 1, 1)]
    [TestCase(129, 192, 768, 4, 1)]
    [TestCase(101, 768, 576, 4, 3)]
    [TestCase(67, 3072, 96, 1, 1)]
    [TestCase(13, 300, 301, 1, 7)]
    public void LargePointwise(int rows, int input, int output, int groups, int repeats)
    {
        SkipWhereSlow();
        Solve(new GroupedConv1dShape(input, output, groups, Repeats: repeats), [rows], ElementType.F32);
    }

    [TestCase(ElementType.F16)]
    [TestCase(ElementType.BF16)]
    public void StoresHalfTheBits(ElementType storage)
    {
        Solve(new GroupedConv1dShape(20, 36, 2), [9], storage);
        Solve(new GroupedConv1dShape(6, 9, 3, KernelWidth: 3, Padding: 1), [4, 1], storage);
    }

    // Rows, input channels, output channels, groups, repeats: what tensor cores take. One tile and parts of it; tails of rows, of
    // columns and of depths; as many tiles of depth as go round the ring of stages; sizes of real layers; and a depth that fits only
    // numbers of 32 bits.
    [TestCase(1, 16, 8, 1, 1)]
    [TestCase(64, 32, 64, 1, 1)]
    [TestCase(65, 64, 72, 1, 1)]
    [TestCase(9, 64, 96, 4, 3)]
    [TestCase(3, 224, 136, 2, 1)]
    [TestCase(130, 160, 64, 1, 1)]
    [TestCase(5, 768, 2304, 4, 3)]
    [TestCase(3, 3072, 768, 4, 1)]
    [TestCase(17, 768, 768, 1, 1)]
    [TestCase(5, 72, 48, 3, 2)]
    public void TensorCores(int rows, int input, int output, int groups, int repeats)
    {
        SkipWhereSlow(!Device.HasTensorCores);
        var shape = new GroupedConv1dShape(input, output, groups, Repeats: repeats);
        Solve(shape, [rows], ElementType.F16);
        if (input < 768)
        {
            Solve(shape, [rows], ElementType.BF16);
        }

        if (Device.HasTensorCores)
        {
            Solve(shape, [rows], ElementType.TF32);
        }
    }

    [Test]
    public void RefusesTF32WithoutTensorCores()
    {
        if (Device.HasTensorCores)
        {
            Assert.Ignore($"{Runner.Name}: has tensor cores");
        }

        Assert.That(
            () => GroupedConv1dWeights.Pack(Device, new(8, 8), new float[64], ElementType.TF32),
            Throws.TypeOf<DeviceException>().With.Message.StartsWith("TF32 is multiplied by NVIDIA's tensor cores"));
    }

    [Test]
    public void TensorCoresApplyEpilogues()
    {
        SkipWhereSlow(!Device.HasTensorCores);
        var numbers = new RandomNumbers(8);
        var shape = new GroupedConv1dShape(64, 80, 2);
        const int Rows = 7;
        float[] bias = numbers.Normal(shape.OutputChannels);
        float[] residual = numbers.Normal((long)Rows * shape.OutputChannels);
        using DeviceBuffer<float> b = Device.Upload<float>(bias);
        using DeviceBuffer<float> r = Device.Upload<float>(residual);
        Solve(
            shape,
            [Rows],
            ElementType.F16,
            new Then<Then<AddBias, Activate<Gelu>>, AddResidual>(
                new(new AddBias(b.View), default), new AddResidual(r.View, shape.OutputChannels)),
            (x, t, o) => ActivationReference.Apply(ActivationKind.Gelu, x + bias[o]) + residual[(t * shape.OutputChannels) + o]);
    }

    [Test]
    public void TensorCoresNeedAligned()
    {
        if (!Device.HasTensorCores)
        {
            Assert.Ignore($"{Runner.Name}: has no tensor cores");
        }

        var shape = new GroupedConv1dShape(16, 8);
        using var weights = GroupedConv1dWeights.Pack(Device, shape, new float[128], ElementType.F16);
        var convolution = new GroupedConv1d<Identity>(Device, weights);
        using DeviceBuffer<float> floats = Device.Allocate<float>(64);
        Assert.Multiple(() =>
        {
            Refuses(2, 32, "GroupedConv1d: input does not begin at a multiple of 16 bytes");
            Refuses(0, 33, "GroupedConv1d: output does not begin at a multiple of 8 bytes");
        });

        void Refuses(int input, int output, string message) => Assert.That(
            () => convolution.Run(new() { Input = floats.View.SubView(input, 16), Output = floats.View.SubView(output, 8), T = 1 }),
            Throws.TypeOf<KernelArgumentException>().With.Message.StartsWith(message));
    }

    // Odd sizes, taps, tails of tiles; then what tensor cores take, with as many tiles of depth as go round the ring of stages.
    [TestCaseSource(typeof(Formats), nameof(Formats.Pairs))]
    public void StoresActivations(ElementType input, ElementType output)
    {
        if (Device.IsHost)
        {
            Assert.Ignore($"{Runner.Name}: activations are float32 on the CPU");
        }

        Solve(new(17, 33), [5]);
        Solve(new(6, 9, 3, KernelWidth: 3, Padding: 1), [4, 1]);
        Solve(new(32, 72, 2, Repeats: 3), [3]);
        if (Device.HasTensorCores)
        {
            Solve(new(16, 8), [1]);
            Solve(new(160, 96), [66]);
        }

        void Solve(GroupedConv1dShape shape, int[] lengths)
        {
            ElementType half = Formats.Half(input, output);
            int rows = lengths.Select(shape.OutputLength).Sum();
            using var residual = new StoredInput(Device, new RandomNumbers(9).Normal((long)rows * shape.OutputChannels), half);
            float[] kept = residual.Kept;
            int c = shape.OutputChannels;
            if (half == ElementType.F16)
            {
                var add = new AddNarrowResidual<F16>(residual.View.Halves, c);
                this.Solve(shape, lengths, half, add, (x, t, o) => x + kept[(t * c) + o], input, output);
            }
            else
            {
                var add = new AddNarrowResidual<BF16>(residual.View.Halves, c);
                this.Solve(shape, lengths, half, add, (x, t, o) => x + kept[(t * c) + o], input, output);
            }
        }
    }

    // Kernel width, stride, padding, dilation.
    [TestCase(1, 2, 0, 1)]
    [TestCase(1, 1, 2, 1)]
    [TestCase(2, 1, 0, 1)]
    [TestCase(3, 1, 1, 1)]
    [TestCase(3, 2, 2, 3)]
    [TestCase(4, 3, 1, 2)]
    [TestCase(5, 1, 2, 1)]
    [TestCase(5, 4, 7, 2)]
    public void Taps(int width, int stride, int padding, int dilation)
    {
        var shape = new GroupedConv1dShape(6, 8, 2, width, stride, padding, dilation);
        Solve(shape, [11], ElementType.F32);
        Solve(shape, [1, 9, 2, 1, 14], ElementType.F32);
        Solve(shape, [0, 11, 0, 0, 9, 0], ElementType.F32);
        Solve(shape with { OutputChannels = 12, Repeats = 2 }, [5, 4, 17], ElementType.F32);
    }

    [Test]
    public void RandomShapes()
    {
        SkipWhereSlow();
        for (int seed = 0; seed < 60; seed++)
        {
            var numbers = new RandomNumbers(seed);
            int groups = numbers.Between(1, 4);
            int repeats = numbers.Between(1, 3);
            var shape = new GroupedConv1dShape(
                groups * numbers.Between(1, 70),
                groups * repeats * numbers.Between(1, 70),
                groups,
                numbers.Between(1, 5),
                numbers.Between(1, 3),
                numbers.Between(0, 4),
                numbers.Between(1, 3),
                repeats);
            int[] lengths = numbers.AllBetween(numbers.Between(1, 9), 1, 25);
            Solve(shape, lengths, (ElementType)(seed % 3));
        }
    }

    [Test]
    public void AppliesEveryEpilogue()
    {
        var numbers = new RandomNumbers(5);
        var shape = new GroupedConv1dShape(10, 38, 2);
        const int Rows = 7;
        float[] bias = numbers.Normal(shape.OutputChannels);
        float[] residual = numbers.Normal((long)Rows * shape.OutputChannels);
        using DeviceBuffer<float> b = Device.Upload<float>(bias);
        using DeviceBuffer<float> r = Device.Upload<float>(residual);
        var addBias = new AddBias(b.View);
        var addResidual = new AddResidual(r.View, shape.OutputChannels);
        int c = shape.OutputChannels;
        Solve(shape, [Rows], ElementType.F32, addBias, (x, t, o) => x + bias[o]);
        Solve(shape, [Rows], ElementType.BF16, addResidual, (x, t, o) => x + residual[(t * c) + o]);
        Solve(
            shape,
            [Rows],
            ElementType.F16,
            new Then<AddBias, AddResidual>(addBias, addResidual),
            (x, t, o) => x + bias[o] + residual[(t * c) + o]);
        Solve(
            shape,
            [Rows],
            ElementType.F32,
            new Then<Then<AddBias, Activate<Gelu>>, AddResidual>(new(addBias, default), addResidual),
            (x, t, o) => ActivationReference.Apply(ActivationKind.Gelu, x + bias[o]) + residual[(t * c) + o]);
    }

    [Test]
    public void AppliesEveryActivation([Values] ActivationKind kind)
    {
        float[] bias = new RandomNumbers(7).Normal(19);
        using DeviceBuffer<float> b = Device.Upload<float>(bias);
        Activations.Dispatch<ActivationProblem, bool>(kind, new ActivationProblem(this, kind, bias, new AddBias(b.View)));
    }

    [Test]
    public void AllocatesNothingWhileRunning()
    {
        if (!Device.IsHost)
        {
            Assert.Ignore($"{Runner.Name}: ILGPU's launchers allocate; the engine's own code is the host's");
        }

        var shape = new GroupedConv1dShape(24, 72, 2, Repeats: 3);
        using var weights = GroupedConv1dWeights.Pack(Device, shape, new float[shape.WeightLength], ElementType.BF16);
        var convolution = new GroupedConv1d<Activate<Gelu>>(Device, weights);
        using DeviceBuffer<float> x = Device.Upload<float>(new float[240 * 24]);
        using DeviceBuffer<float> y = Device.Allocate<float>(240 * 72);
        using DeviceBuffer<float> scratch = Device.Allocate<float>(convolution.ScratchLength);
        var arguments = new GroupedConv1dArguments<Activate<Gelu>>
        {
            Input = x.View,
            Output = y.View,
            T = 240,
            Scratch = scratch.View,
        };
        Assert.That(ManagedHeap.BytesOf(() => convolution.Run(arguments), 20), Is.Zero);
    }

    [Test]
    public void ReadsTheResidualFromTheOutput()
    {
        var numbers = new RandomNumbers(6);
        var shape = new GroupedConv1dShape(9, 35);
        float[] input = numbers.Normal(13 * 9);
        float[] weight = numbers.Normal(shape.WeightLength);
        float[] residual = numbers.Normal(13 * 35);
        using DeviceBuffer<float> x = Device.Upload<float>(input);
        using DeviceBuffer<float> y = Device.Upload<float>(residual);
        using var weights = GroupedConv1dWeights.Pack(Device, shape, weight);
        var convolution = new GroupedConv1d<AddResidual>(Device, weights);
        using DeviceBuffer<float> scratch = Device.Allocate<float>(convolution.ScratchLength);
        convolution.Run(new GroupedConv1dArguments<AddResidual>
        {
            Input = x.View,
            Output = y.View,
            Epilogue = new AddResidual(y.View, 35),
            T = 13,
            Scratch = scratch.View,
        });
        Device.Synchronize();
        double[] expected = new double[13 * 35];
        GroupedConv1dReference.Run(shape, input, weight, [13], expected);
        for (int i = 0; i < expected.Length; i++)
        {
            expected[i] += residual[i];
        }

        Compare.Close(y.ToArray(), expected, Tolerance(shape));
    }

    private readonly struct ActivationProblem(GroupedConv1dProblems problems, ActivationKind kind, float[] bias, AddBias addBias)
        : IActivationConsumer<bool>
    {
        public bool Use<TActivation>()
            where TActivation : struct, IActivation
        {
            ActivationKind function = kind;
            float[] shifts = bias;
            problems.Solve(
                new GroupedConv1dShape(5, 19),
                [4],
                ElementType.F32,
                new Then<AddBias, Activate<TActivation>>(addBias, default),
                (x, t, o) => ActivationReference.Apply(function, x + shifts[o]));
            return true;
        }
    }

    private static double Tolerance(GroupedConv1dShape shape)
    {
        // Each of depth additions rounds a partial sum of order sqrt(depth) by half an ulp of it, 6e-8 at most, and such errors add
        // up like a random walk: 6e-8 * depth / 2 in all, of which Compare forgives 1 + |y| times the tolerance. Four times that
        // covers the largest of some 10^5 outputs, and that tensor cores cut off where others round; the activations that follow
        // add 1e-6 (ElementwiseProblems) and steepen it by 2.
        return 1e-6 + (4 * 6e-8 * shape.Depth / 2);
    }

    private void SkipWhereSlow(bool where = true)
    {
        if (Runner.IsSlow && where)
        {
            Assert.Ignore($"{Runner.Name}: interprets kernels thread by thread; the small problems cover it");
        }
    }

    private void Solve(GroupedConv1dShape shape, int[] lengths, ElementType storage) =>
        Solve(shape, lengths, storage, default(Identity), (x, t, o) => x);

    private void Solve<TEpilogue>(
        GroupedConv1dShape shape,
        int[] lengths,
        ElementType storage,
        TEpilogue epilogue,
        Func<double, int, int, double> equation,
        ElementType input = ElementType.F32,
        ElementType output = ElementType.F32)
        where TEpilogue : struct, IEpilogue
    {
        foreach (bool inPairs in Packing.Ways(Device))
        {
            Solve(shape, lengths, storage, epilogue, equation, input, output, inPairs);
        }
    }

    private void Solve<TEpilogue>(
        GroupedConv1dShape shape,
        int[] lengths,
        ElementType storage,
        TEpilogue epilogue,
        Func<double, int, int, double> equation,
        ElementType input,
        ElementType output,
        bool inPairs)
        where TEpilogue : struct, IEpilogue
    {
        var numbers = new RandomNumbers(shape.GetHashCode() & 0xffff);
        int[] outputLengths = Array.ConvertAll(lengths, shape.OutputLength);
        int rows = outputLengths.Sum();
        if (rows == 0)
        {
            return;
        }

        using var x = new StoredInput(Device, numbers.Normal((long)lengths.Sum() * shape.InputChannels), input);
        float[] weight = numbers.Normal(shape.WeightLength);
        using DeviceBuffer<int> inputOffsets = Device.Upload<int>(Sentences.Offsets(lengths));
        using DeviceBuffer<int> outputOffsets = Device.Upload<int>(Sentences.Offsets(outputLengths));
        using var y = new GuardedActivations(Device, (long)rows * shape.OutputChannels, output);
        using var weights = GroupedConv1dWeights.Pack(Device, shape, weight, storage, inPairs);
        var convolution = new GroupedConv1d<TEpilogue>(Device, weights, input, output);
        using var scratch = new GuardedOutput(Device, convolution.ScratchLength);
        convolution.Run(new GroupedConv1dArguments<TEpilogue>
        {
            Input = x.View,
            Output = y.View,
            Epilogue = epilogue,
            T = rows,
            InputOffsets = shape.IsPointwise ? default : inputOffsets.View,
            OutputOffsets = shape.IsPointwise ? default : outputOffsets.View,
            B = shape.IsPointwise ? 0 : lengths.Length,
            Scratch = scratch.View,
        });
        Device.Synchronize();
        scratch.Read();

        double[] sums = new double[(long)rows * shape.OutputChannels];

        // Tensor cores multiply numbers of the weights' format: the reference starts from activations that are rounded to it, too.
        bool narrows = GroupedConv1d<TEpilogue>.UsesTensorCores(Device, weights);
        float[] seen = narrows ? Storage.Kept(x.Kept, storage) : x.Kept;
        GroupedConv1dReference.Run(shape, seen, Storage.Kept(weight, storage), lengths, sums);
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] = equation(sums[i], i / shape.OutputChannels, i % shape.OutputChannels);
        }

        Compare.Close(y.Read(), sums, Tolerance(shape) + Formats.Rounding(output));
    }
}
