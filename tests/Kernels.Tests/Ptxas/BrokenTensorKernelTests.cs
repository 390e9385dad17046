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
public sealed partial class BrokenTensorKernelTests
{
    private const int Architecture = 80;

    private static readonly (string Name, Action<ComputeDevice> Solve)[] Kernels =
    [
        ("GroupedConv1d", Convolve),
        ("GroupedFeedForward", FeedForward),
        ("GroupedSelfAttention", Attend),
        ("GroupedSelfAttention, one launch", AttendFused),
        ("GroupedConv1d, 16 bits", ConvolveHalves),
        ("GroupedFeedForward, 16 bits", FeedForwardHalves),
        ("GroupedSelfAttention, one launch, 16 bits", AttendHalves),
    ];

    private static IEnumerable<TestCaseData> Cases() =>
        Kernels.Select(kernel => new TestCaseData(kernel.Solve).SetArgDisplayNames(kernel.Name));

    private static IEnumerable<TestCaseData> WithShuffles() =>
    [
        new TestCaseData((Action<ComputeDevice>)Attend).SetArgDisplayNames("GroupedSelfAttention"),
        new TestCaseData((Action<ComputeDevice>)AttendFused).SetArgDisplayNames("GroupedSelfAttention, one launch"),
        new TestCaseData((Action<ComputeDevice>)FeedForward).SetArgDisplayNames("GroupedFeedForward"),
    ];

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

    private static void Convolve(ComputeDevice device)
    {
        // Two blocks of rows, one and a half of columns, five tiles of depth.
        var shape = new GroupedConv1dShape(160, 96);
        const int Rows = 66;
        var numbers = new RandomNumbers(1);
        float[] input = numbers.Normal((long)Rows * shape.InputChannels);
        float[] weight = numbers.Normal(shape.WeightLength);
        using DeviceBuffer<float> x = device.Upload<float>(input);
        using var weights = GroupedConv1dWeights.Pack(device, shape, weight, ElementType.F16);
        using var output = new GuardedOutput(device, (long)Rows * shape.OutputChannels);
        new GroupedConv1d<Identity>(device, weights).Run(new() { Input = x.View, Output = output.View, T = Rows });
        double[] expected = new double[Rows * shape.OutputChannels];
        GroupedConv1dReference.Run(
            shape, Storage.Kept(input, ElementType.F16), Storage.Kept(weight, ElementType.F16), [Rows], expected);

        // 160 products of order 1 in float32, and two orders of magnitude below what a product in the wrong place makes.
        WrongResultException.ThrowIfOff(output.Read(), expected, 1e-4);
    }

    private static void FeedForward(ComputeDevice device)
    {
        // Three strips of channels, two turns of wide ones, each with more tiles than the ring has stages; and of the four rows whose
        // moments a thread computes, some threads have all.
        var inner = new GroupedConv1dShape(192, 128);
        var outer = new GroupedConv1dShape(128, 192);
        const int Rows = 50;
        const float Epsilon = 0.01f;
        var numbers = new RandomNumbers(2);
        float[] input = numbers.Normal(Rows * inner.InputChannels);
        float[] innerWeight = Storage.Kept(numbers.Normal(inner.WeightLength, 1 / Math.Sqrt(inner.Depth)), ElementType.F16);
        float[] outerWeight = Storage.Kept(numbers.Normal(outer.WeightLength, 1 / Math.Sqrt(outer.Depth)), ElementType.F16);
        float[] innerBias = numbers.Normal(inner.OutputChannels);
        float[] vector = numbers.Normal(inner.InputChannels);
        using DeviceBuffer<float> x = device.Upload<float>(input);
        using DeviceBuffer<float> b1 = device.Upload<float>(innerBias);
        using DeviceBuffer<float> v = device.Upload<float>(vector);
        using var w1 = GroupedConv1dWeights.Pack(device, inner, innerWeight, ElementType.F16);
        using var w2 = GroupedConv1dWeights.Pack(device, outer, outerWeight, ElementType.F16);
        using var output = new GuardedOutput(device, input.Length);
        new GroupedFeedForward<Gelu>(device, w1, w2).Run(new()
        {
            Input = x.View,
            InputScale = v.View,
            InputShift = v.View,
            InnerBias = b1.View,
            OuterBias = v.View,
            OutputScale = v.View,
            OutputShift = v.View,
            Output = output.View,
            T = Rows,
            Epsilon = Epsilon,
        });
        double[] expected = NarrowedFeedForward.Run(
            inner,
            ElementType.F16,
            ActivationKind.Gelu,
            input,
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
        WrongResultException.ThrowIfOff(output.Read(), expected, 2e-4);
    }

    private static void ConvolveHalves(ComputeDevice device)
    {
        (float[] found, double[] expected) =
            HalfActivations<TensorF16>.Convolve(device, new GroupedConv1dShape(160, 96), rows: 66);
        WrongResultException.ThrowIfOff(found, expected, HalfActivations<TensorF16>.Tolerance);
    }

    private static void FeedForwardHalves(ComputeDevice device)
    {
        (float[] found, double[] expected) =
            HalfActivations<TensorF16>.FeedForward(device, new GroupedConv1dShape(192, 128), rows: 3);
        WrongResultException.ThrowIfOff(found, expected, HalfActivations<TensorF16>.Tolerance);
    }

    private static void Attend(ComputeDevice device)
    {
        // Three tiles of keys, so that one stage of the two is used again.
        var problem = new GroupedSelfAttentionProblem([130], 1, 1, 64, ElementType.F16);
        (float[] found, double[] expected) = problem.Solve(device);

        // As GroupedSelfAttentionProblems has it.
        WrongResultException.ThrowIfOff(found, expected, 1d / 2048);
    }

    // Two tiles of tokens, and six tiles of weights a projection, more than the ring has stages.
    private static GroupedSelfAttentionProblem Fused() => new([66], 1, 3, 64, ElementType.F16);

    private static void AttendFused(ComputeDevice device)
    {
        (float[] found, double[] expected) = Fused().Solve(device);
        WrongResultException.ThrowIfOff(found, expected, 1d / 2048);
    }

    private static void AttendHalves(ComputeDevice device)
    {
        (float[] found, double[] expected) = Fused().SolveInHalves<TensorF16>(device);

        // As HalfActivationProblems has it.
        WrongResultException.ThrowIfOff(found, expected, 2 * HalfActivations<TensorF16>.Tolerance);
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
