using ILGPU;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Kernels.Tests.Problems;

[TestFixtureSource(typeof(AllRunners), nameof(AllRunners.Fixtures))]
public sealed class PoolingProblems(Runner runner) : DeviceFixture(runner)
{
    // First and Max only copy. A mean of 200 numbers of order 1 is a float32 sum of order 10, 200 roundings of at most half an
    // ulp of that (5e-7), divided by 200.
    private const double Tolerance = 5e-7;

    [Test, Combinatorial]
    public void PoolsEachSentence([Values] PoolingKind kind, [Values(1, 64, 131, 768)] int channels, [Values] bool masked)
    {
        Solve(kind, [3, 1, 40], channels, masked ? [1, 0, 1, 1, .. new RandomNumbers(1).AllBetween(40, 0, 1)] : null);
    }

    [Test, Combinatorial]
    public void PoolsLongSentences([Values] PoolingKind kind) => Solve(kind, [200], 5, null);

    [Test, Combinatorial]
    public void GivesZerosForEmptySentences([Values] PoolingKind kind, [Values] bool masked) =>
        Solve(kind, [0, 3, 0, 0, 2, 0], 66, masked ? [1, 0, 1, 1, 1] : null);

    [Test, Combinatorial]
    public void SkipsMaskedTokensAndGivesZerosWhenNoneCounts([Values] PoolingKind kind) =>
        Solve(kind, [2, 3, 1, 2], 66, [0, 1, 0, 0, 0, 0, 1, 0]);

    [Test]
    public void RefusesShapesThatDoNotFit()
    {
        using DeviceBuffer<float> six = Device.Allocate<float>(6);
        using DeviceBuffer<int> three = Device.Allocate<int>(3);
        var pooling = new Pooling(Device, PoolingKind.Mean, hasKeyMask: true);
        var arguments = new PoolingArguments
        {
            Input = six.View,
            SequenceOffsets = three.View,
            KeyMask = three.View,
            Output = six.View,
            T = 2,
            B = 2,
            C = 3,
        };
        Assert.That(
            () => pooling.Run(arguments),
            Throws.TypeOf<KernelArgumentException>().With.Message.EqualTo("Pooling: key mask has 3 elements, expected 2"));
        Assert.That(
            () => pooling.Run(arguments with { B = 1 }),
            Throws.TypeOf<KernelArgumentException>()
                .With.Message.EqualTo("Pooling: sequence offsets has 3 elements, expected 2"));
    }

    [Test]
    public void RefusesOffsetsThatDoNotFit()
    {
        if (!Device.IsHost)
        {
            Assert.Ignore($"{Runner.Name}: offsets are checked on the CPU");
        }

        using DeviceBuffer<float> four = Device.Allocate<float>(4);
        var pooling = new Pooling(Device, PoolingKind.Mean);

        // Pooling knows no longest sentence: of one that is too long, the end is what does not fit.
        foreach ((int[] offsets, _, string message) in Sentences.Faulty.Where(faulty => !faulty.Message.Contains("at most")))
        {
            using DeviceBuffer<int> faulty = Device.Upload<int>(offsets);
            Assert.That(
                () => pooling.Run(new PoolingArguments
                {
                    Input = four.View,
                    SequenceOffsets = faulty.View,
                    Output = four.View.SubView(0, 2),
                    T = 4,
                    B = 2,
                    C = 1,
                }),
                Throws.TypeOf<KernelArgumentException>().With.Message.EqualTo($"Pooling: {message}"));
        }
    }

    private void Solve(PoolingKind kind, int[] lengths, int channels, int[]? mask)
    {
        int[] offsets = [0, .. lengths.Select((_, i) => lengths.Take(i + 1).Sum())];
        float[] input = new RandomNumbers(channels).Normal((long)offsets[^1] * channels);
        using DeviceBuffer<float> x = Device.Upload<float>(input);
        using DeviceBuffer<int> sentences = Device.Upload<int>(offsets);
        using DeviceBuffer<int> counting = Device.Upload<int>(mask ?? []);
        using var output = new GuardedOutput(Device, (long)lengths.Length * channels);
        new Pooling(Device, kind, mask is not null).Run(new PoolingArguments
        {
            Input = x.View,
            SequenceOffsets = sentences.View,
            KeyMask = counting.View,
            Output = output.View,
            T = offsets[^1],
            B = lengths.Length,
            C = channels,
        });
        Device.Synchronize();
        double[] expected = new double[lengths.Length * channels];
        for (int b = 0; b < lengths.Length; b++)
        {
            PoolingReference.Run(
                kind,
                input.AsSpan(offsets[b] * channels, lengths[b] * channels),
                mask is null ? [] : mask.AsSpan(offsets[b], lengths[b]),
                expected.AsSpan(b * channels, channels));
        }

        Compare.Close(output.Read(), expected, kind == PoolingKind.Mean ? Tolerance : 0);
    }
}
