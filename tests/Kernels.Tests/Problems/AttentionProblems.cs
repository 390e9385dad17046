using ILGPU;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Kernels.Tests.Problems;

[TestFixtureSource(typeof(AllRunners), nameof(AllRunners.Fixtures))]
public sealed class AttentionProblems(Runner runner) : DeviceFixture(runner)
{
    // A score is a float32 sum of at most 80 terms of order 1: about 1e-6 off. A weight is as far off relatively as its score is
    // absolutely, plus two ulps of exp, and the output is a mean of values of order 1 under those weights.
    private const double Tolerance = 5e-6;

    // Scores around 80 are themselves rounded to 80 * 6e-8 = 5e-6 a term, and the weights follow exponentially.
    private const double LargeTolerance = 1e-4;

    // Beyond this, the simulator would take minutes: a barrier of 64 threads costs it about 2 ms.
    private const int SimulatorTokens = 110;

    private static readonly object[] Shapes =
    [
        new object[] { new[] { 1 }, 1, 1 },
        new object[] { new[] { 2 }, 2, 5 },
        new object[] { new[] { 9, 1, 17 }, 1, 16 },
        new object[] { new[] { 33 }, 1, 5 },
        new object[] { new[] { 3, 31 }, 2, 35 },
        new object[] { new[] { 32, 64, 65 }, 2, 64 },
        new object[] { new[] { 5, 130, 1, 47 }, 3, 80 },
        new object[] { new[] { 49 }, 12, 64 },
        new object[] { new[] { 97, 96, 6 }, 1, 7 },
        new object[] { new[] { 300 }, 1, 64 },
        new object[] { new[] { 7 }, 1, 768 },
        new object[] { new[] { 0, 3, 0, 0, 33, 0 }, 1, 5 },
    ];

    [TestCaseSource(nameof(Shapes))]
    public void Attends(int[] lengths, int heads, int headSize)
    {
        var problem = new AttentionProblem(lengths, heads, headSize, seed: 1);
        SkipOnSimulator(problem);
        foreach (AttentionSolution solution in Solve(problem, AttentionScores.None))
        {
            Compare.Close(solution.Output, solution.ExpectedOutput, Tolerance);
        }
    }

    [TestCaseSource(nameof(Shapes))]
    public void WritesMaskedScores(int[] lengths, int heads, int headSize)
    {
        var problem = new AttentionProblem(lengths, heads, headSize, seed: 2);
        SkipOnSimulator(problem);
        problem.Mask = new RandomNumbers(5).AllBetween(problem.Tokens, 0, 1);
        foreach (AttentionSolution solution in Solve(problem, AttentionScores.Scores))
        {
            Compare.Close(solution.Output, solution.ExpectedOutput, Tolerance);
            solution.CompareWritten(solution.ExpectedScores, Tolerance);
        }
    }

    [TestCaseSource(nameof(Shapes))]
    public void WritesProbabilities(int[] lengths, int heads, int headSize)
    {
        var problem = new AttentionProblem(lengths, heads, headSize, seed: 3);
        SkipOnSimulator(problem);
        foreach (AttentionSolution solution in Solve(problem, AttentionScores.Probabilities))
        {
            Compare.Close(solution.Output, solution.ExpectedOutput, Tolerance);
            solution.CompareWritten(solution.ExpectedProbabilities, Tolerance);
        }
    }

    // One tile of keys and more.
    [TestCaseSource(typeof(Formats), nameof(Formats.Pairs))]
    public void StoresActivations(ElementType input, ElementType output)
    {
        if (Device.IsHost)
        {
            Assert.Ignore($"{Runner.Name}: activations are float32 on the CPU");
        }

        foreach (int length in (ReadOnlySpan<int>)[9, 67])
        {
            var problem = new AttentionProblem([length, 3], 1, 35, seed: 6) { InputStorage = input, OutputStorage = output };
            AttentionSolution solution = problem.Solve(Device, AttentionScores.Probabilities, inPairs: false);
            Compare.Close(solution.Output, solution.ExpectedOutput, Tolerance + Formats.Rounding(output));
            solution.CompareWritten(solution.ExpectedProbabilities, Tolerance);
        }
    }

    // Masks by sentence: the first key; the whole first tile of 32 keys; every key; every key but the last.
    [TestCase(40, 0, 1)]
    [TestCase(40, 0, 32)]
    [TestCase(40, 0, 40)]
    [TestCase(40, 0, 39)]
    [TestCase(70, 0, 70)]
    [TestCase(100, 32, 64)]
    [TestCase(100, 0, 99)]
    public void MasksARangeOfKeys(int length, int from, int to)
    {
        var problem = new AttentionProblem([length, 3], 1, 16, seed: 4);
        SkipOnSimulator(problem);
        problem.Mask = new int[problem.Tokens];
        for (int i = 0; i < problem.Tokens; i++)
        {
            problem.Mask[i] = i >= from && i < to ? 0 : 1;
        }

        foreach (AttentionSolution solution in Solve(problem, AttentionScores.Probabilities))
        {
            Compare.Close(solution.Output, solution.ExpectedOutput, Tolerance);
            solution.CompareWritten(solution.ExpectedProbabilities, Tolerance);
            float[] ofNoWeight = [.. solution.Written.Where((_, i) => solution.ExpectedProbabilities[i] == 0)];
            Assert.That(ofNoWeight, Is.All.Zero, "a masked key weighs nothing at all");
        }
    }

    [TestCase(80)]
    [TestCase(1000)]
    public void StaysFiniteForLargeScores(double magnitude)
    {
        var problem = new AttentionProblem([38], 1, 16, seed: 5, magnitude);
        problem.Mask = new RandomNumbers(6).AllBetween(problem.Tokens, 0, 1);
        foreach (AttentionSolution solution in Solve(problem, AttentionScores.None))
        {
            Compare.Close(solution.Output, solution.ExpectedOutput, LargeTolerance * magnitude / 80);
        }
    }

    [Test]
    public void NaNStaysInItsChannel()
    {
        const int Spoiled = 5;
        var problem = new AttentionProblem([40], 1, 16, seed: 9) { SpoiledChannel = Spoiled };
        foreach (AttentionSolution solution in Solve(problem, AttentionScores.None))
        {
            float[] spoiled = [.. solution.Output.Where((_, i) => i % 16 == Spoiled)];
            float[] others = [.. solution.Output.Where((_, i) => i % 16 != Spoiled)];
            double[] expected = [.. solution.ExpectedOutput.Where((_, i) => i % 16 != Spoiled)];
            Assert.That(spoiled, Is.All.NaN);
            Compare.Close(others, expected, Tolerance);
        }
    }

    // From queries that attend to all keys alike to such that attend to one. In pairs both products round what they compute beside:
    // 0.8 to 1.4 times the plain error, measured.
    [Test]
    public void ErrorsInPairsAreOfTheSizeOfPlainOnes([Values(80, 500)] int length, [Values(0.001, 2, 100)] double magnitude)
    {
        if (!Device.IsHost)
        {
            Assert.Ignore($"{Runner.Name}: only the CPU multiplies in pairs");
        }

        double inPairs = Error(true);
        double plain = Error(false);
        TestContext.Out.WriteLine($"root mean square error in pairs {inPairs:E2}, plain {plain:E2}");
        Assert.That(inPairs, Is.LessThan(2 * plain));

        double Error(bool inPairs)
        {
            AttentionSolution solution = new AttentionProblem([length], 1, 64, seed: 8, magnitude)
                .Solve(Device, AttentionScores.None, inPairs);
            double squares = solution.Output.Zip(solution.ExpectedOutput, (found, expected) => Math.Pow(found - expected, 2)).Sum();
            return Math.Sqrt(squares / solution.Output.Length);
        }
    }

    [Test]
    public void RefusesShapesThatDoNotFit()
    {
        using DeviceBuffer<float> floats = Device.Allocate<float>(24);
        using DeviceBuffer<float> scratch = Device.Allocate<float>(100_000);
        using DeviceBuffer<int> ints = Device.Allocate<int>(4);
        var attention = new Attention(Device, true, AttentionScores.Scores);
        var fitting = new AttentionArguments
        {
            Query = floats.View,
            Key = floats.View,
            Value = floats.View,
            Output = floats.View,
            Scratch = scratch.View,
            QueryStride = 6,
            KeyStride = 6,
            ValueStride = 6,
            SequenceOffsets = ints.View.SubView(0, 2),
            KeyMask = ints.View,
            T = 4,
            B = 1,
            H = 2,
            D = 3,
            S = 4,
            Scale = 1,
        };
        Assert.Multiple(() =>
        {
            Refuses(fitting with { Key = floats.View.SubView(0, 12) }, "Attention: key has 12 elements, expected at least 24");
            Refuses(fitting with { ValueStride = 5 }, "Attention: value stride is 5, expected at least 6");
            Refuses(fitting with { QueryStride = 7 }, "Attention: query has 24 elements, expected at least 27");
            Refuses(fitting with { D = 0 }, "Attention: D is 0, expected a positive number");
            Refuses(fitting with { SequenceOffsets = ints.View }, "Attention: sequence offsets has 4 elements, expected 2");
            Refuses(fitting with { KeyMask = ints.View.SubView(0, 3) }, "Attention: key mask has 3 elements, expected 4");
            Refuses(fitting, "Attention: scores output has 0 elements, expected 32");
        });
        if (Device.IsHost)
        {
            using DeviceBuffer<float> written = Device.Allocate<float>(64);
            foreach ((int[] offsets, int longest, string message) in Sentences.Faulty)
            {
                using DeviceBuffer<int> faulty = Device.Upload<int>(offsets);
                AttentionArguments arguments = fitting with
                {
                    SequenceOffsets = faulty.View,
                    B = 2,
                    S = longest,
                    ScoresOutput = written.View.SubView(0, 4 * longest * longest),
                };
                Refuses(arguments, $"Attention: {message}");
            }
        }

        void Refuses(AttentionArguments arguments, string message) =>
            Assert.That(() => attention.Run(arguments), Throws.TypeOf<KernelArgumentException>().With.Message.EqualTo(message));
    }

    private IEnumerable<AttentionSolution> Solve(AttentionProblem problem, AttentionScores scores) =>
        Packing.Ways(Device).Select(inPairs => problem.Solve(Device, scores, inPairs));

    private void SkipOnSimulator(AttentionProblem problem)
    {
        if (Runner.IsSlow && problem.TokensOfAllHeads > SimulatorTokens)
        {
            Assert.Ignore(
                $"{problem.TokensOfAllHeads} tokens times heads would take the simulator too long; at most {SimulatorTokens}");
        }
    }
}
