using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Kernels.Tests.Problems;

[TestFixtureSource(typeof(AllRunners), nameof(AllRunners.Fixtures))]
public sealed class HalfActivationProblems(Runner runner) : DeviceFixture(runner)
{
    // Rows, input channels, output channels, groups: ones, tails, a whole ring of stages, real layers.
    [TestCase(1, 16, 8, 1)]
    [TestCase(66, 80, 72, 1)]
    [TestCase(9, 320, 192, 2)]
    [TestCase(5, 768, 768, 4)]
    public void Convolves(int rows, int input, int output, int groups)
    {
        var shape = new GroupedConv1dShape(input, output, groups);
        NeedTensorCores();
        Check(HalfActivations<TensorF16>.Convolve(Device, shape, rows), HalfActivations<TensorF16>.Tolerance);
        Check(HalfActivations<TensorBF16>.Convolve(Device, shape, rows), HalfActivations<TensorBF16>.Tolerance);
    }

    [TestCase(1, 32, 64, 1)]
    [TestCase(66, 64, 128, 2)]
    [TestCase(3, 160, 192, 1)]
    [TestCase(5, 768, 768, 4)]
    public void FeedsForward(int rows, int channels, int wide, int groups)
    {
        var shape = new GroupedConv1dShape(channels, wide, groups);
        NeedTensorCores();
        Check(HalfActivations<TensorF16>.FeedForward(Device, shape, rows), HalfActivations<TensorF16>.Tolerance);
        Check(HalfActivations<TensorBF16>.FeedForward(Device, shape, rows), HalfActivations<TensorBF16>.Tolerance);
    }

    // A token alone; tails of both tiles, and every width of a group.
    [TestCase(new[] { 1 }, 1, 1)]
    [TestCase(new[] { 128, 3 }, 2, 2)]
    [TestCase(new[] { 15, 65 }, 1, 2)]
    [TestCase(new[] { 17, 100 }, 2, 6)]
    public void Attends(int[] lengths, int groups, int heads)
    {
        NeedTensorCores();

        // As GroupedSelfAttentionProblems has it for weights of softmax, and as much again for the output.
        var problem = new GroupedSelfAttentionProblem(lengths, groups, heads, 64, ElementType.F16);
        Check(problem.SolveInHalves<TensorF16>(Device), 2 * HalfActivations<TensorF16>.Tolerance);
        problem = new GroupedSelfAttentionProblem(lengths, groups, heads, 64, ElementType.BF16);
        Check(problem.SolveInHalves<TensorBF16>(Device), 2 * HalfActivations<TensorBF16>.Tolerance);
    }

    private static void Check((float[] Found, double[] Expected) solution, double tolerance) =>
        Compare.Close(solution.Found, solution.Expected, tolerance);

    private void NeedTensorCores()
    {
        if (!Device.HasTensorCores)
        {
            Assert.Ignore($"{Runner.Name}: has no tensor cores");
        }
    }
}
