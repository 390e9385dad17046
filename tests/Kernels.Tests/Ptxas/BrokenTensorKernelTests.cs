using System.Text.RegularExpressions;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Kernels.Tests.Problems;
using SqueezeBert.Gpu.PtxInterpreter;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Kernels.Tests.Ptxas;

/// <summary>
/// The tensor-core kernels with one mistake each, made in their PTX. Every barrier, every wait and every place of a lane is needed:
/// without it the interpreter reports a hazard, or the result is wrong.
/// </summary>
[Category("PtxInterpreter")]
[Parallelizable(ParallelScope.All)]
public sealed partial class BrokenTensorKernelTests
{
    private const int Architecture = 80;

    private static readonly (string Name, Action<ComputeDevice> Solve)[] Kernels =
    [
        ("GroupedConv1d", device => Convolve(device, ElementType.F16, ElementType.F32)),
        ("GroupedFeedForward", device => FeedForward(device, 50, ElementType.F16, ElementType.F32)),
        ("GroupedSelfAttention", device => Attend(device, ElementType.F16)),
        ("GroupedSelfAttention, one launch", device => AttendFused(device, ElementType.F16, ElementType.F32)),
        ("GroupedConv1d, 16 bits", device => Convolve(device, ElementType.F16, ElementType.F16)),
        ("GroupedFeedForward, 16 bits", device => FeedForward(device, 3, ElementType.F16, ElementType.F16)),
        ("GroupedSelfAttention, one launch, 16 bits", device => AttendFused(device, ElementType.F16, ElementType.F16)),
        ("GroupedConv1d, TF32", device => Convolve(device, ElementType.TF32, ElementType.F32)),
        ("GroupedFeedForward, TF32", device => FeedForward(device, 26, ElementType.TF32, ElementType.F32)),
        ("GroupedSelfAttention, TF32", device => Attend(device, ElementType.TF32)),
        ("GroupedSelfAttention, one launch, TF32", device => AttendFused(device, ElementType.TF32, ElementType.F32)),
    ];

    private static IEnumerable<TestCaseData> Cases() =>
        Kernels.Select(kernel => new TestCaseData(kernel.Solve).SetArgDisplayNames(kernel.Name));

    private static IEnumerable<TestCaseData> WithShuffles() =>
        Cases().Where(test => test.ArgDisplayNames![0] is
            "GroupedSelfAttention" or "GroupedSelfAttention, one launch" or "GroupedFeedForward"
            or "GroupedSelfAttention, TF32" or "GroupedSelfAttention, one launch, TF32" or "GroupedFeedForward, TF32");

    [TestCaseSource(nameof(Cases))]
    public void Unbroken(Action<ComputeDevice> solve)
    {
        using var device = InterpretedDevice.Open(Architecture, ptx => ptx);
        Assert.DoesNotThrow(() => solve(device));
    }

    [TestCaseSource(nameof(Cases))]
    public void A_missing_barrier(Action<ComputeDevice> solve) => EveryTime(solve, BarrierPattern(), _ => "");

    [TestCaseSource(nameof(Cases))]
    public void A_missing_wait(Action<ComputeDevice> solve) => EveryTime(solve, WaitPattern(), _ => "");

    [TestCaseSource(nameof(Cases))]
    public void A_wait_for_one_group_fewer(Action<ComputeDevice> solve) =>
        EveryTime(solve, WaitPattern(), match => $"cp.async.wait_group {int.Parse(match.Groups[1].ValueSpan, null) + 1};");

    [TestCaseSource(nameof(Cases))]
    public void Quarters_that_change_places(Action<ComputeDevice> solve) =>
        EveryTime(solve, LoadMatrixPattern(), match => $"{match.Groups[1]}{match.Groups[3]}, {match.Groups[2]}{match.Groups[4]}");

    [TestCaseSource(nameof(Cases))]
    public void Lanes_that_read_elsewhere(Action<ComputeDevice> solve) => EveryTime(
        solve,
        LoadMatrixPattern(),
        match => Flip(match.Groups[6].Value) + match.Value + Flip(match.Groups[6].Value));

    [TestCaseSource(nameof(WithShuffles))]
    public void Shuffles_from_another_lane(Action<ComputeDevice> solve) =>
        EveryTime(solve, ShufflePattern(), match => $"{match.Groups[1]}{4 * int.Parse(match.Groups[2].ValueSpan, null)},");

    // To the other eight of 16 numbers, or back.
    private static string Flip(string address) => $"xor.b32 {address}, {address}, 16;";

    // Breaks one occurrence after the other.
    private static void EveryTime(Action<ComputeDevice> solve, Regex pattern, MatchEvaluator breaking)
    {
        int occurrences = 1;
        for (int broken = 0; broken < occurrences; broken++)
        {
            int seen = 0;
            using var device = InterpretedDevice.Open(
                Architecture,
                ptx => IsTensor(ptx) ? pattern.Replace(ptx, match => seen++ == broken ? breaking(match) : match.Value) : ptx);
            Exception? found = Assert.Catch(() => solve(device), $"{pattern}: occurrence {broken} is not needed");
            Assert.That(found, Is.InstanceOf<PtxHazardException>().Or.InstanceOf<PtxTrap>().Or.InstanceOf<WrongResultException>());
            occurrences = seen;
        }

        TestContext.Out.WriteLine($"{occurrences} places");
    }

    // The second norm of a feed-forward is a kernel of its own.
    private static bool IsTensor(string ptx) => ptx.Contains("mma.sync", StringComparison.Ordinal);

    private static void Convolve(ComputeDevice device, ElementType storage, ElementType activations)
    {
        // Two blocks of rows, one and a half of columns, five tiles of depth, or ten of 32-bit numbers.
        var shape = new GroupedConv1dShape(160, 96);
        const int Rows = 66;
        var numbers = new RandomNumbers(1);
        float[] input = numbers.Normal((long)Rows * shape.InputChannels);
        float[] weight = numbers.Normal(shape.WeightLength);
        using var x = new StoredInput(device, input, activations);
        using var weights = GroupedConv1dWeights.Pack(device, shape, weight, storage);
        using var output = new GuardedActivations(device, (long)Rows * shape.OutputChannels, activations);
        var convolution = new GroupedConv1d<Identity>(device, weights, activations, activations);
        convolution.Run(new() { Input = x.View, Output = output.View, T = Rows });
        double[] expected = new double[Rows * shape.OutputChannels];
        GroupedConv1dReference.Run(
            shape, Storage.Kept(input, storage), Storage.Kept(weight, storage), [Rows], expected);

        // 160 products of order 1 in float32, then rounded to what is stored, and two orders of magnitude below what a product in the
        // wrong place makes.
        WrongResultException.ThrowIfOff(output.Read(), expected, 1e-4 + Formats.Rounding(activations));
    }

    private static void FeedForward(ComputeDevice device, int rows, ElementType storage, ElementType activations)
    {
        // Three strips of channels, two turns of wide ones, each with more tiles than the ring has stages; and of the four rows whose
        // moments a thread computes, some threads have all of 50, or of 26 where a block has half as many rows.
        var inner = new GroupedConv1dShape(192, 128);
        var outer = new GroupedConv1dShape(128, 192);
        const float Epsilon = 0.01f;
        var numbers = new RandomNumbers(2);
        using var x = new StoredInput(device, numbers.Normal(rows * inner.InputChannels), activations);
        float[] innerWeight = Storage.Kept(numbers.Normal(inner.WeightLength, 1 / Math.Sqrt(inner.Depth)), storage);
        float[] outerWeight = Storage.Kept(numbers.Normal(outer.WeightLength, 1 / Math.Sqrt(outer.Depth)), storage);
        float[] innerBias = numbers.Normal(inner.OutputChannels);
        float[] vector = numbers.Normal(inner.InputChannels);
        using DeviceBuffer<float> b1 = device.Upload<float>(innerBias);
        using DeviceBuffer<float> v = device.Upload<float>(vector);
        using var w1 = GroupedConv1dWeights.Pack(device, inner, innerWeight, storage);
        using var w2 = GroupedConv1dWeights.Pack(device, outer, outerWeight, storage);
        using var output = new GuardedActivations(device, x.Kept.Length, activations);
        var feedForward = new GroupedFeedForward<Gelu>(device, w1, w2, activations, activations);
        using DeviceBuffer<float> scratch = device.Allocate<float>(Math.Max(1, feedForward.ScratchLength(rows)));
        feedForward.Run(new()
        {
            Input = x.View,
            InputScale = v.View,
            InputShift = v.View,
            InnerBias = b1.View,
            OuterBias = v.View,
            OutputScale = v.View,
            OutputShift = v.View,
            Output = output.View,
            Scratch = scratch.View,
            T = rows,
            Epsilon = Epsilon,
        });
        double[] expected = NarrowedFeedForward.Run(
            inner,
            storage,
            ActivationKind.Gelu,
            x.Kept,
            vector,
            vector,
            innerWeight,
            innerBias,
            outerWeight,
            vector,
            vector,
            vector,
            Epsilon);

        // As GroupedFeedForwardProblems has it, for 128 products.
        WrongResultException.ThrowIfOff(output.Read(), expected, 2e-4 + (6 * Formats.Rounding(activations)));
    }

    private static void Attend(ComputeDevice device, ElementType storage)
    {
        // Three tiles of keys, so that one stage of the two is used again; of 32-bit numbers, which have one, two do.
        var problem = new GroupedSelfAttentionProblem([storage == ElementType.TF32 ? 66 : 130], 1, 1, 64, storage);
        (float[] found, double[] expected) = problem.Solve(device, inPairs: false);

        // As GroupedSelfAttentionProblems has it.
        WrongResultException.ThrowIfOff(found, expected, 1d / 2048);
    }

    private static void AttendFused(ComputeDevice device, ElementType storage, ElementType activations)
    {
        // Two tiles of tokens, and tiles of weights a projection: six of 16-bit numbers, more than the ring has stages; of 32-bit
        // numbers eight, so that a projection ends at a stage of the ring of three which the next begins with.
        var problem = new GroupedSelfAttentionProblem([66], 1, storage == ElementType.TF32 ? 2 : 3, 64, storage)
        {
            InputStorage = activations,
            OutputStorage = activations,
        };
        (float[] found, double[] expected) = problem.Solve(device, inPairs: false);

        // As GroupedSelfAttentionProblems has it.
        WrongResultException.ThrowIfOff(found, expected, (1d / 2048) + Formats.Rounding(activations));
    }

    [GeneratedRegex(@"bar\.sync\s+0;")]
    private static partial Regex BarrierPattern();

    [GeneratedRegex(@"cp\.async\.wait_group (\d);")]
    private static partial Regex WaitPattern();

    [GeneratedRegex(@"(shfl\.sync\.bfly\.b32\s[^;]*?, )([124]),")]
    private static partial Regex ShufflePattern();

    // Groups: up to the first register, the first two registers, the others with the address, the address.
    [GeneratedRegex(@"(ldmatrix\.[\w.]+ \{\s*)(%r\d+), (%r\d+)(, (%r\d+, %r\d+)\}, \[(%r\d+)\];)")]
    private static partial Regex LoadMatrixPattern();
}
