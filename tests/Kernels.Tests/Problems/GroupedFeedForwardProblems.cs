using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Kernels.Tests.Problems;

[TestFixtureSource(typeof(AllRunners), nameof(AllRunners.Fixtures))]
public sealed class GroupedFeedForwardProblems(Runner runner) : DeviceFixture(runner)
{
    // Bounds how much a norm enlarges what is wrong with its input: ten times at most, where all channels happen to agree.
    private const float Epsilon = 0.01f;

    // Weights keep sums of order 1, so that each of the two is some 5e-7 off, the activation 1e-6 more and steeper by at most 2; the
    // second norm divides by a deviation of order 1, but by 0.1 in the worst row of two channels. The first norm's own
    // error, a few 1e-7, enters beside those of the sums.
    private const double Tolerance = 1e-5;

    // Rows, channels, wide channels, groups: ones, odd numbers, tails of tiles of rows and of channels on either side.
    [TestCase(1, 1, 1, 1)]
    [TestCase(1, 2, 2, 2)]
    [TestCase(3, 5, 7, 1)]
    [TestCase(5, 12, 36, 4)]
    [TestCase(33, 8, 16, 4)]
    [TestCase(2, 66, 68, 2)]
    [TestCase(7, 9, 99, 3)]
    [TestCase(2, 34, 130, 2)]
    public void Computes(int rows, int channels, int wide, int groups) =>
        Solve<Gelu>(rows, channels, wide, groups, ActivationKind.Gelu, ElementType.F32);

    // Sizes of real layers.
    [TestCase(1, 768, 3072, 4)]
    [TestCase(16, 768, 3072, 4)]
    [TestCase(129, 768, 3072, 4)]
    [TestCase(67, 300, 201, 3)]
    [TestCase(13, 320, 641, 1)]
    public void ComputesLargeLayers(int rows, int channels, int wide, int groups)
    {
        SkipWhereSlow();
        Computes(rows, channels, wide, groups);
    }

    // What tensor cores take: one, two and three strips of 64 channels, the last whole or a half; more than a tile of rows; and the
    // size of real layers.
    [TestCase(1, 32, 64, 1)]
    [TestCase(66, 64, 128, 2)]
    [TestCase(5, 128, 64, 1)]
    [TestCase(9, 192, 256, 2)]
    [TestCase(7, 320, 128, 2)]
    [TestCase(18, 768, 3072, 4)]
    public void TensorCores(int rows, int channels, int wide, int groups)
    {
        SkipWhereSlow(!Device.HasTensorCores);
        Solve<Gelu>(rows, channels, wide, groups, ActivationKind.Gelu, ElementType.F16);
        if (channels < 768)
        {
            Solve<Gelu>(rows, channels, wide, groups, ActivationKind.Gelu, ElementType.BF16);
        }

        if (Device.HasTensorCores)
        {
            Solve<Gelu>(rows, channels, wide, groups, ActivationKind.Gelu, ElementType.TF32);
        }
    }

    // Rows whose mean is many deviations from zero, and rows of which the first 32 channels say little about the others.
    [TestCase(100f, 100f)]
    [TestCase(50f, 0f)]
    [TestCase(-3f, 500f)]
    public void FindsTheMomentsOfRowsFarFromZero(float firstChannels, float others)
    {
        if (!Device.HasTensorCores)
        {
            Assert.Ignore($"{Runner.Name}: has no tensor cores, whose kernels take both moments in one pass");
        }

        Solve<Gelu>(3, 128, 64, 1, ActivationKind.Gelu, ElementType.F16, origin: (firstChannels, others));
        Solve<Gelu>(3, 128, 64, 1, ActivationKind.Gelu, ElementType.TF32, origin: (firstChannels, others));
    }

    [TestCase(ElementType.F16)]
    [TestCase(ElementType.BF16)]
    public void StoresHalfTheBits(ElementType storage) => Solve<Gelu>(9, 20, 36, 2, ActivationKind.Gelu, storage);

    // One turn of wide channels and more; then what tensor cores take, with more tiles than the ring has stages.
    [TestCaseSource(typeof(Formats), nameof(Formats.Pairs))]
    public void StoresActivations(ElementType input, ElementType output)
    {
        if (Device.IsHost)
        {
            Assert.Ignore($"{Runner.Name}: activations are float32 on the CPU");
        }

        Solve(3, 9, 27);
        Solve(2, 9, 297);
        if (Device.HasTensorCores)
        {
            Solve(66, 96, 384);
        }

        void Solve(int rows, int channels, int wide) => this.Solve<Gelu>(
            rows, channels, wide, 3, ActivationKind.Gelu, Formats.Half(input, output), input, output);
    }

    [Test]
    public void RandomShapes()
    {
        SkipWhereSlow();
        for (int seed = 0; seed < 40; seed++)
        {
            var numbers = new RandomNumbers(seed);
            int groups = numbers.Between(1, 4);
            Solve<Silu>(
                numbers.Between(1, 100),
                groups * numbers.Between(1, 70),
                groups * numbers.Between(1, 140),
                groups,
                ActivationKind.Silu,
                (ElementType)(seed % 3));
        }
    }

    [Test]
    public void AppliesEveryActivation([Values] ActivationKind kind) =>
        Activations.Dispatch<ActivationProblem, bool>(kind, new ActivationProblem(this, kind));

    [Test]
    public void RefusesShapesThatDoNotFit()
    {
        using DeviceBuffer<float> floats = Device.Allocate<float>(32);
        using DeviceBuffer<float> scratch = Device.Allocate<float>(100_000);
        using GroupedConv1dWeights inner = Pack(new GroupedConv1dShape(8, 12, 2), ElementType.F32);
        using GroupedConv1dWeights outer = Pack(new GroupedConv1dShape(12, 8, 2), ElementType.F32);
        var feedForward = new GroupedFeedForward<Relu>(Device, inner, outer);
        ArrayView<float> vector = floats.View.SubView(0, 8);
        var fitting = new GroupedFeedForwardArguments
        {
            Input = floats.View.SubView(0, 24),
            InputScale = vector,
            InputShift = vector,
            InnerBias = floats.View.SubView(0, 12),
            OuterBias = vector,
            OutputScale = vector,
            OutputShift = vector,
            Output = floats.View.SubView(0, 24),
            Scratch = scratch.View,
            T = 3,
        };
        Assert.Multiple(() =>
        {
            Refuses(fitting with { T = 0 }, "T is 0, expected a positive number");
            Refuses(fitting with { Input = floats.View }, "input has 32 elements, expected 24");
            Refuses(fitting with { InnerBias = vector }, "inner bias has 8 elements, expected 12");
            Refuses(fitting with { OuterBias = floats.View }, "outer bias has 32 elements, expected 8");
            Refuses(fitting with { InputScale = floats.View }, "input scale has 32 elements, expected 8");
            Refuses(fitting with { InputShift = floats.View }, "input shift has 32 elements, expected 8");
            Refuses(fitting with { OutputScale = floats.View }, "output scale has 32 elements, expected 8");
            Refuses(fitting with { OutputShift = floats.View }, "output shift has 32 elements, expected 8");
            Refuses(fitting with { Output = floats.View }, "output has 32 elements, expected 24");
        });
        if (Device.IsHost)
        {
            Refuses(fitting with { Scratch = vector }, "scratch has 8 elements, expected at least");
        }

        void Refuses(GroupedFeedForwardArguments arguments, string message) => Assert.That(
            () => feedForward.Run(arguments),
            Throws.TypeOf<KernelArgumentException>().With.Message.StartsWith($"GroupedFeedForward: {message}"));
    }

    [Test]
    public void RefusesWeightsThatDoNotFollowOnEachOther() => Assert.Multiple(() =>
    {
        Refuses(new(8, 12, 2), new(12, 8, 4), ElementType.F32, "outer weights are GroupedConv1dShape");
        Refuses(new(8, 12, 2), new(12, 16, 2), ElementType.F32, "outer weights are GroupedConv1dShape");
        Refuses(new(8, 12, 2), new(8, 12, 2), ElementType.F32, "outer weights are GroupedConv1dShape");
        Refuses(new(8, 12, 2, Repeats: 3), new(12, 8, 2), ElementType.F32, "inner weights are GroupedConv1dShape");
        Refuses(new(8, 12, 2, KernelWidth: 3), new(12, 8, 2), ElementType.F32, "inner weights are GroupedConv1dShape");
        Refuses(new(8, 12, 2), new(12, 8, 2), ElementType.F16, "outer weights are F16, expected F32 as the inner ones");

        void Refuses(GroupedConv1dShape first, GroupedConv1dShape second, ElementType storage, string message)
        {
            using GroupedConv1dWeights inner = Pack(first, ElementType.F32);
            using GroupedConv1dWeights outer = Pack(second, storage);
            Assert.That(
                () => new GroupedFeedForward<Relu>(Device, inner, outer),
                Throws.TypeOf<KernelArgumentException>().With.Message.StartsWith($"GroupedFeedForward: {message}"));
        }
    });

    private readonly struct ActivationProblem(GroupedFeedForwardProblems problems, ActivationKind kind) : IActivationConsumer<bool>
    {
        public bool Use<TActivation>()
            where TActivation : struct, IActivation
        {
            problems.Solve<TActivation>(3, 6, 10, 2, kind, ElementType.F32);
            return true;
        }
    }

    private GroupedConv1dWeights Pack(GroupedConv1dShape shape, ElementType storage) =>
        GroupedConv1dWeights.Pack(Device, shape, new float[shape.WeightLength], storage);

    private void SkipWhereSlow(bool where = true)
    {
        if (Runner.IsSlow && where)
        {
            Assert.Ignore($"{Runner.Name}: interprets kernels thread by thread; the small problems cover it");
        }
    }

    private void Solve<TActivation>(
        int rows,
        int channels,
        int wide,
        int groups,
        ActivationKind kind,
        ElementType storage,
        ElementType inputStorage = ElementType.F32,
        ElementType outputStorage = ElementType.F32,
        (float FirstChannels, float Others) origin = default)
        where TActivation : struct, IActivation
    {
        foreach (bool inPairs in Packing.Ways(Device))
        {
            Solve<TActivation>(rows, channels, wide, groups, kind, storage, inputStorage, outputStorage, origin, inPairs, null);
        }

        // In parts, the last of which may be smaller, where there is more than one step of wide channels.
        if (!Device.IsHost && wide / groups > TileProduct.Size)
        {
            Solve<TActivation>(rows, channels, wide, groups, kind, storage, inputStorage, outputStorage, origin, false, 3);
        }
    }

    private void Solve<TActivation>(
        int rows,
        int channels,
        int wide,
        int groups,
        ActivationKind kind,
        ElementType storage,
        ElementType inputStorage,
        ElementType outputStorage,
        (float FirstChannels, float Others) origin,
        bool inPairs,
        int? parts)
        where TActivation : struct, IActivation
    {
        var numbers = new RandomNumbers((rows * 31) + (channels * 7) + (wide * 3) + groups);
        float[] rowsAround = numbers.Normal((long)rows * channels);
        for (int i = 0; i < rowsAround.Length; i++)
        {
            rowsAround[i] += i % channels < 32 ? origin.FirstChannels : origin.Others;
        }

        using var x = new StoredInput(Device, rowsAround, inputStorage);
        float[] input = x.Kept;
        var first = new GroupedConv1dShape(channels, wide, groups);
        var second = new GroupedConv1dShape(wide, channels, groups);
        float[] innerWeight = numbers.Normal(first.WeightLength, 1 / Math.Sqrt(first.Depth));
        float[] outerWeight = numbers.Normal(second.WeightLength, 1 / Math.Sqrt(second.Depth));
        float[] innerBias = numbers.Normal(wide);
        float[] outerBias = numbers.Normal(channels);
        float[] inputScale = numbers.Normal(channels);
        float[] inputShift = numbers.Normal(channels);
        float[] outputScale = numbers.Normal(channels);
        float[] outputShift = numbers.Normal(channels);
        using DeviceBuffer<float> b1 = Device.Upload<float>(innerBias);
        using DeviceBuffer<float> b2 = Device.Upload<float>(outerBias);
        using DeviceBuffer<float> gamma1 = Device.Upload<float>(inputScale);
        using DeviceBuffer<float> beta1 = Device.Upload<float>(inputShift);
        using DeviceBuffer<float> gamma2 = Device.Upload<float>(outputScale);
        using DeviceBuffer<float> beta2 = Device.Upload<float>(outputShift);
        using var inner = GroupedConv1dWeights.Pack(Device, first, innerWeight, storage, inPairs);
        using var outer = GroupedConv1dWeights.Pack(Device, second, outerWeight, storage, inPairs);
        var feedForward = new GroupedFeedForward<TActivation>(Device, inner, outer, inputStorage, outputStorage, parts);
        using var output = new GuardedActivations(Device, (long)rows * channels, outputStorage);
        using var scratch = new GuardedOutput(Device, feedForward.ScratchLength(rows));
        feedForward.Run(new GroupedFeedForwardArguments
        {
            Input = x.View,
            InputScale = gamma1.View,
            InputShift = beta1.View,
            InnerBias = b1.View,
            OuterBias = b2.View,
            OutputScale = gamma2.View,
            OutputShift = beta2.View,
            Output = output.View,
            Scratch = scratch.View,
            T = rows,
            Epsilon = Epsilon,
        });
        Device.Synchronize();
        scratch.Read();
        innerWeight = Storage.Kept(innerWeight, storage);
        outerWeight = Storage.Kept(outerWeight, storage);

        // Outputs are a few deviations times a scale of up to 3, and are rounded in steps of their size.
        double tolerance = Tolerance + (6 * Formats.Rounding(outputStorage));
        if (GroupedFeedForward<TActivation>.UsesTensorCores(Device, inner))
        {
            // Before either product a number may fall to the other side of where rounding divides: a step of the format, times a
            // weight of the deviation above. Two such in one sum are allowed for, and more where more numbers are rounded: tensor
            // cores of an H200, which add in another order than the interpreter, were off by 1.8 times the first at 768 channels.
            double step = storage == ElementType.BF16 ? 1d / 128 : 1d / 1024;
            double flips = Math.Max(2, Math.Sqrt(second.Depth) / 4);
            double[] narrowed = NarrowedFeedForward.Run(
                first,
                storage,
                kind,
                input,
                inputScale,
                inputShift,
                innerWeight,
                innerBias,
                outerWeight,
                outerBias,
                outputScale,
                outputShift,
                Epsilon);
            Compare.Close(output.Read(), narrowed, tolerance + (flips * step / Math.Sqrt(second.Depth)));
            return;
        }

        double[] expected = new double[(long)rows * channels];
        GroupedFeedForwardReference.Run(
            groups,
            kind,
            input,
            inputScale,
            inputShift,
            innerWeight,
            innerBias,
            outerWeight,
            outerBias,
            outputScale,
            outputShift,
            Epsilon,
            expected);
        Compare.Close(output.Read(), expected, tolerance);
    }
}
