using ILGPU;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Kernels.Tests.Problems;

[TestFixtureSource(typeof(AllRunners), nameof(AllRunners.Fixtures))]
public sealed class EmbeddingProblems(Runner runner) : DeviceFixture(runner)
{
    // Widening is exact, so only the two additions and the norm round: as in LayerNormProblems.
    private const double Tolerance = 4e-6;

    private const int Words = 50;
    private const int Positions = 20;
    private const int Types = 2;

    [Test, Combinatorial]
    public void LooksUpExactly(
        [Values(1, 33, 70)] int tokens, [Values(1, 48, 65, 768)] int channels,
        [Values(ElementType.F32, ElementType.F16, ElementType.BF16)] ElementType storage)
    {
        var numbers = new RandomNumbers(tokens + channels);
        float[] rows = numbers.Normal((long)Words * channels);
        int[] ids = numbers.AllBetween(tokens, 0, Words - 1);
        (ids[0], ids[^1]) = (Words - 1, 0);
        using EmbeddingTable table = EmbeddingTable.Pack(Device, rows, Words, channels, storage);
        using DeviceBuffer<int> wanted = Device.Upload<int>(ids);
        using var output = new GuardedOutput(Device, (long)tokens * channels);
        new EmbeddingLookup(Device, table).Run(new EmbeddingLookupArguments
        {
            Ids = wanted.View,
            Output = output.View,
            T = tokens,
            C = channels,
        });
        Device.Synchronize();
        double[] expected = new double[tokens * channels];
        EmbeddingReference.Add(Rounded(rows, storage), ids, expected);
        Compare.Close(output.Read(), expected, 0);
    }

    [TestCase(1, 1, ElementType.F32, ElementType.F32)]
    [TestCase(9, 7, ElementType.F32, ElementType.F32)]
    [TestCase(17, 768, ElementType.F32, ElementType.F32)]
    [TestCase(3, 65, ElementType.F16, ElementType.F32)]
    [TestCase(3, 65, ElementType.F16, ElementType.F16)]
    [TestCase(3, 65, ElementType.BF16, ElementType.BF16)]
    [TestCase(3, 100, ElementType.F32, ElementType.BF16)]
    public void SumsAndNormalises(int tokens, int channels, ElementType words, ElementType others) =>
        Solve(tokens, channels, words, others);

    [TestCase(1, 1, ElementType.F32)]
    [TestCase(9, 70, ElementType.F32)]
    [TestCase(5, 33, ElementType.F16)]
    public void TakesGivenRowsInsteadOfWords(int tokens, int channels, ElementType others) =>
        Solve(tokens, channels, null, others);

    [Test]
    public void RefusesWhatDoesNotFit()
    {
        Assert.That(
            () => EmbeddingTable.Pack(Device, new float[10], 4, 3),
            Throws.TypeOf<KernelArgumentException>().With.Message.EqualTo("EmbeddingTable: rows has 10 elements, expected 12"));
        using EmbeddingTable three = EmbeddingTable.Pack(Device, new float[12], 4, 3);
        using EmbeddingTable four = EmbeddingTable.Pack(Device, new float[12], 3, 4);
        using EmbeddingTable half = EmbeddingTable.Pack(Device, new float[12], 4, 3, ElementType.F16);
        Assert.Multiple(() =>
        {
            Assert.That((three.Bytes, three.Count, three.Channels), Is.EqualTo((48L, 4, 3)));
            Assert.That(half.Bytes, Is.EqualTo(24));
            Assert.That(
                () => new EmbeddingNorm(Device, four, three, three),
                Throws.TypeOf<KernelArgumentException>()
                    .With.Message.EqualTo("EmbeddingNorm: channels of words is 4, expected 3"));
            Assert.That(
                () => new EmbeddingNorm(Device, null, three, half),
                Throws.TypeOf<KernelArgumentException>()
                    .With.Message.EqualTo("EmbeddingNorm: types is stored as F16, expected F32 as positions"));
            Assert.That(
                () => new EmbeddingLookup(Device, three).Run(new EmbeddingLookupArguments { T = 2, C = 4 }),
                Throws.TypeOf<KernelArgumentException>().With.Message.EqualTo("EmbeddingLookup: C is 4, expected 3"));
            Assert.That(
                () => new EmbeddingNorm(Device, three, three, three).Run(new EmbeddingNormArguments { T = 2, C = 3 }),
                Throws.TypeOf<KernelArgumentException>()
                    .With.Message.EqualTo("EmbeddingNorm: word ids has 0 elements, expected 2"));
        });
    }

    private static float[] Rounded(float[] rows, ElementType storage) => storage switch
    {
        ElementType.F16 => Array.ConvertAll(rows, x => F16.Widen(F16.Narrow(x))),
        ElementType.BF16 => Array.ConvertAll(rows, x => BF16.Widen(BF16.Narrow(x))),
        _ => rows,
    };

    private void Solve(int tokens, int channels, ElementType? words, ElementType others)
    {
        var numbers = new RandomNumbers(tokens + channels);
        float[] word = numbers.Normal((long)(words is null ? tokens : Words) * channels);
        float[] position = numbers.Normal((long)Positions * channels);
        float[] type = numbers.Normal((long)Types * channels);
        float[] scale = numbers.Normal(channels);
        float[] shift = numbers.Normal(channels);
        int[] wordIds = words is null ? [.. Enumerable.Range(0, tokens)] : numbers.AllBetween(tokens, 0, Words - 1);
        int[] positionIds = numbers.AllBetween(tokens, 0, Positions - 1);
        int[] typeIds = numbers.AllBetween(tokens, 0, Types - 1);
        const float Epsilon = 1e-3f;

        using EmbeddingTable? wordTable =
            words is null ? null : EmbeddingTable.Pack(Device, word, Words, channels, words.Value);
        using EmbeddingTable positionTable = EmbeddingTable.Pack(Device, position, Positions, channels, others);
        using EmbeddingTable typeTable = EmbeddingTable.Pack(Device, type, Types, channels, others);
        using DeviceBuffer<float> rows = Device.Upload<float>(word);
        using DeviceBuffer<int> ids = Device.Upload<int>(wordIds);
        using DeviceBuffer<int> places = Device.Upload<int>(positionIds);
        using DeviceBuffer<int> kinds = Device.Upload<int>(typeIds);
        using DeviceBuffer<float> gamma = Device.Upload<float>(scale);
        using DeviceBuffer<float> beta = Device.Upload<float>(shift);
        using var output = new GuardedOutput(Device, (long)tokens * channels);
        new EmbeddingNorm(Device, wordTable, positionTable, typeTable).Run(new EmbeddingNormArguments
        {
            WordIds = words is null ? default : ids.View,
            WordRows = words is null ? rows.View : default,
            PositionIds = places.View,
            TypeIds = kinds.View,
            Scale = gamma.View,
            Shift = beta.View,
            Output = output.View,
            T = tokens,
            C = channels,
            Epsilon = Epsilon,
        });
        Device.Synchronize();

        double[] expected = new double[tokens * channels];
        EmbeddingReference.Add(Rounded(word, words ?? ElementType.F32), wordIds, expected);
        EmbeddingReference.Add(Rounded(position, others), positionIds, expected);
        EmbeddingReference.Add(Rounded(type, others), typeIds, expected);
        EmbeddingReference.Normalize(expected, scale, shift, Epsilon);
        Compare.Close(output.Read(), expected, Tolerance);
    }
}
