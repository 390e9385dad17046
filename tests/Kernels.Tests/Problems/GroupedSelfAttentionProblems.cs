using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Kernels.Tests.Problems;

[TestFixtureSource(typeof(AllRunners), nameof(AllRunners.Fixtures))]
public sealed class GroupedSelfAttentionProblems(Runner runner) : DeviceFixture(runner)
{
    // A query, folded with the keys' weights, is two float32 sums deep, and a score is a third: each some 1e-6 off where terms are
    // of order 1. A weight is as far off relatively as its score is absolutely, and the output is a projection of a mean of inputs
    // of order 1 under those weights.
    private const double Tolerance = 1e-5;

    // Lengths, groups, heads, head size: ones, odd numbers, tails of tiles of queries, keys and channels.
    [TestCase(new[] { 1 }, 1, 1, 1)]
    [TestCase(new[] { 2 }, 1, 2, 5)]
    [TestCase(new[] { 3, 1 }, 3, 3, 1)]
    [TestCase(new[] { 5, 2 }, 2, 4, 3)]
    [TestCase(new[] { 9, 1, 17 }, 2, 2, 7)]
    [TestCase(new[] { 33 }, 2, 2, 8)]
    [TestCase(new[] { 4 }, 1, 1, 33)]
    [TestCase(new[] { 6 }, 2, 6, 11)]
    [TestCase(new[] { 0, 3, 0, 0, 33, 0 }, 2, 2, 5)]
    public void Attends(int[] lengths, int groups, int heads, int headSize)
    {
        Solve(new GroupedSelfAttentionProblem(lengths, groups, heads, headSize));
        var masked = new GroupedSelfAttentionProblem(lengths, groups, heads, headSize);
        masked.Mask = new RandomNumbers(5).AllBetween(masked.Tokens, 0, 1);
        Solve(masked);
    }

    // Sizes of real layers, and longer sentences.
    [TestCase(new[] { 16 }, 4, 12, 64)]
    [TestCase(new[] { 64, 1, 47, 65 }, 4, 12, 64)]
    [TestCase(new[] { 32, 97 }, 2, 4, 40)]
    [TestCase(new[] { 7, 130 }, 1, 3, 65)]
    public void AttendsAtLength(int[] lengths, int groups, int heads, int headSize)
    {
        SkipWhereSlow();
        Attends(lengths, groups, heads, headSize);
    }

    // What tensor cores take in one launch, heads of 64 and sentences of at most 128: ones, tails of a warp's rows and of tiles,
    // every width of a group; heads and groups of real layers.
    [TestCase(new[] { 1 }, 1, 1)]
    [TestCase(new[] { 15, 16 }, 1, 1)]
    [TestCase(new[] { 63, 17 }, 1, 2)]
    [TestCase(new[] { 64, 5 }, 1, 1)]
    [TestCase(new[] { 1, 65 }, 1, 3)]
    [TestCase(new[] { 127 }, 3, 3)]
    [TestCase(new[] { 128 }, 2, 4)]
    [TestCase(new[] { 17, 1, 70 }, 4, 12)]
    [TestCase(new[] { 0, 17, 0, 5, 0 }, 1, 1)]

    // In two launches, because a sentence is longer or a group wider: as many tiles as use both stages twice.
    [TestCase(new[] { 3, 129, 66 }, 1, 2)]
    [TestCase(new[] { 198 }, 1, 1)]
    [TestCase(new[] { 0, 129, 0 }, 1, 1)]
    [TestCase(new[] { 17, 1, 130 }, 4, 12)]
    [TestCase(new[] { 16, 1, 65 }, 1, 5)]
    public void TensorCores(int[] lengths, int groups, int heads)
    {
        SkipWhereSlow(!Device.HasTensorCores);
        foreach (ElementType storage in Storages())
        {
            // A weight of softmax is rounded to the format, by half a step of it: 2^-11 or 2^-8 of itself. So is a query, key or
            // value now and then that falls to the other side of where rounding divides. Outputs are means of values of order 1.
            double tolerance = Device.HasTensorCores ? (storage == ElementType.BF16 ? 1d / 256 : 1d / 2048) : Tolerance;
            var problem = new GroupedSelfAttentionProblem(lengths, groups, heads, 64, storage);
            Solve(problem, tolerance);
            problem.Mask = new RandomNumbers(5).AllBetween(problem.Tokens, 0, 1);
            Solve(problem, tolerance);
        }

        IEnumerable<ElementType> Storages() => Device.HasTensorCores
            ? [ElementType.F16, ElementType.BF16, ElementType.TF32]
            : [ElementType.F16, ElementType.BF16];
    }

    // In one launch and in two: all keys of the first tile; of the second; every key of the sentence.
    [TestCase(100, 0, 64)]
    [TestCase(100, 64, 100)]
    [TestCase(100, 0, 100)]
    [TestCase(130, 0, 64)]
    [TestCase(130, 64, 128)]
    [TestCase(130, 0, 130)]
    public void TensorCoresMaskARangeOfKeys(int length, int from, int to)
    {
        SkipWhereSlow(!Device.HasTensorCores);
        Solve(ElementType.F16);
        if (Device.HasTensorCores)
        {
            Solve(ElementType.TF32);
        }

        void Solve(ElementType storage)
        {
            var problem = new GroupedSelfAttentionProblem([length, 3], 1, 1, 64, storage);
            problem.Mask = new int[problem.Tokens];
            for (int i = 0; i < problem.Tokens; i++)
            {
                problem.Mask[i] = i >= from && i < to ? 0 : 1;
            }

            this.Solve(problem, Device.HasTensorCores ? 1d / 2048 : Tolerance);
        }
    }

    [TestCase(ElementType.F16)]
    [TestCase(ElementType.BF16)]
    public void StoresHalfTheBits(ElementType storage) =>
        Solve(new GroupedSelfAttentionProblem([6, 3], 2, 4, 5, storage));

    // More than a tile of keys; then what tensor cores take.
    [TestCaseSource(typeof(Formats), nameof(Formats.Pairs))]
    public void StoresActivations(ElementType input, ElementType output)
    {
        if (Device.IsHost)
        {
            Assert.Ignore($"{Runner.Name}: activations are float32 on the CPU");
        }

        double rounding = Formats.Rounding(output);
        Solve([33, 2], 6, 7, Tolerance + rounding);
        if (Device.HasTensorCores)
        {
            Solve([70, 1], 2, 64, Formats.Rounding(Formats.Half(input, output)) + rounding);
        }

        void Solve(int[] lengths, int heads, int headSize, double tolerance)
        {
            var problem = new GroupedSelfAttentionProblem(lengths, 2, heads, headSize, Formats.Half(input, output))
            {
                InputStorage = input,
                OutputStorage = output,
            };
            problem.Mask = new RandomNumbers(5).AllBetween(problem.Tokens, 0, 1);
            this.Solve(problem, tolerance);
        }
    }

    [Test]
    public void RandomShapes()
    {
        SkipWhereSlow();
        for (int seed = 0; seed < 40; seed++)
        {
            var numbers = new RandomNumbers(seed);
            int groups = numbers.Between(1, 4);
            var problem = new GroupedSelfAttentionProblem(
                numbers.AllBetween(numbers.Between(1, 5), 1, 70),
                groups,
                groups * numbers.Between(1, 3),
                numbers.Between(1, 40),
                (ElementType)(seed % 3));
            problem.Mask = seed % 2 == 0 ? null : numbers.AllBetween(problem.Tokens, 0, 1);
            Solve(problem);
        }
    }

    // Masks by sentence: the first key; the whole first tile of 32 keys; every key but the last; every key.
    [TestCase(34, 0, 1)]
    [TestCase(34, 0, 32)]
    [TestCase(34, 0, 33)]
    [TestCase(34, 0, 34)]
    public void MasksARangeOfKeys(int length, int from, int to)
    {
        var problem = new GroupedSelfAttentionProblem([length, 3], 1, 1, 6);
        problem.Mask = new int[problem.Tokens];
        for (int i = 0; i < problem.Tokens; i++)
        {
            problem.Mask[i] = i >= from && i < to ? 0 : 1;
        }

        Solve(problem);
    }

    // Scores in the hundreds are themselves rounded to 1e-5 a term, and the weights follow exponentially.
    [Test]
    public void StaysFiniteForLargeScores()
    {
        var problem = new GroupedSelfAttentionProblem([38], 1, 1, 16, magnitude: 60);
        problem.Mask = new RandomNumbers(6).AllBetween(problem.Tokens, 0, 1);
        Solve(problem, 100 * Tolerance);
    }

    [Test]
    public void RefusesShapesThatDoNotFit()
    {
        using DeviceBuffer<float> floats = Device.Allocate<float>(36);
        using DeviceBuffer<float> scratch = Device.Allocate<float>(100_000);
        using DeviceBuffer<int> ints = Device.Allocate<int>(4);
        using GroupedConv1dWeights weights = Pack(new GroupedConv1dShape(8, 24, 2, Repeats: 3));
        var attention = new GroupedSelfAttention(Device, weights, 4, hasKeyMask: true);
        var fitting = new GroupedSelfAttentionArguments
        {
            Input = floats.View.SubView(0, 32),
            Bias = floats.View.SubView(0, 24),
            SequenceOffsets = ints.View.SubView(0, 2),
            KeyMask = ints.View,
            Output = floats.View.SubView(0, 32),
            Scratch = scratch.View,
            T = 4,
            B = 1,
            S = 4,
            Scale = 1,
        };
        Assert.Multiple(() =>
        {
            Refuses(fitting with { T = 0 }, "T is 0, expected a positive number");
            Refuses(fitting with { B = -1 }, "B is -1, expected a positive number");
            Refuses(fitting with { S = 0 }, "S is 0, expected a positive number");
            Refuses(fitting with { Input = floats.View }, "input has 36 elements, expected 32");
            Refuses(fitting with { Bias = floats.View }, "bias has 36 elements, expected 24");
            Refuses(fitting with { Output = floats.View }, "output has 36 elements, expected 32");
            Refuses(fitting with { SequenceOffsets = ints.View }, "sequence offsets has 4 elements, expected 2");
            Refuses(fitting with { KeyMask = ints.View.SubView(0, 3) }, "key mask has 3 elements, expected 4");
            Refuses(fitting with { Scratch = scratch.View.SubView(0, 1) }, "scratch has 1 elements, expected at least");
        });
        if (Device.IsHost)
        {
            foreach ((int[] offsets, int longest, string message) in Sentences.Faulty)
            {
                using DeviceBuffer<int> faulty = Device.Upload<int>(offsets);
                Refuses(fitting with { SequenceOffsets = faulty.View, B = 2, S = longest }, message);
            }
        }

        void Refuses(GroupedSelfAttentionArguments arguments, string message) => Assert.That(
            () => attention.Run(arguments),
            Throws.TypeOf<KernelArgumentException>().With.Message.StartsWith($"GroupedSelfAttention: {message}"));
    }

    [Test]
    public void RefusesWeightsAndHeadsThatDoNotFit() => Assert.Multiple(() =>
    {
        Refuses(new(8, 24, 2, Repeats: 3), 0, "H is 0, expected a positive number");
        Refuses(new(8, 24, 2, Repeats: 3), 1, "H is 1, expected a multiple of 2 groups that divides 8 channels");
        Refuses(new(8, 24, 2, Repeats: 3), 6, "H is 6, expected a multiple of 2 groups that divides 8 channels");
        Refuses(new(8, 24, 2), 2, "weights are GroupedConv1dShape");
        Refuses(new(8, 12, 2, Repeats: 3), 2, "weights are GroupedConv1dShape");
        Refuses(new(8, 24, 2, KernelWidth: 3, Repeats: 3), 2, "weights are GroupedConv1dShape");

        void Refuses(GroupedConv1dShape shape, int heads, string message)
        {
            using GroupedConv1dWeights weights = Pack(shape);
            Assert.That(
                () => new GroupedSelfAttention(Device, weights, heads, hasKeyMask: false),
                Throws.TypeOf<KernelArgumentException>().With.Message.StartsWith($"GroupedSelfAttention: {message}"));
        }
    });

    private void Solve(GroupedSelfAttentionProblem problem, double tolerance = Tolerance)
    {
        foreach (bool inPairs in Packing.Ways(Device))
        {
            (float[] found, double[] expected) = problem.Solve(Device, inPairs);
            Compare.Close(found, expected, tolerance);
        }
    }

    private GroupedConv1dWeights Pack(GroupedConv1dShape shape) =>
        GroupedConv1dWeights.Pack(Device, shape, new float[shape.WeightLength]);

    private void SkipWhereSlow(bool where = true)
    {
        if (Runner.IsSlow && where)
        {
            Assert.Ignore($"{Runner.Name}: interprets kernels thread by thread; the small problems cover it");
        }
    }
}
