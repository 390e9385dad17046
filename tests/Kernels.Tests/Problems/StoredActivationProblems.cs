using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Kernels.Tests.Problems;

/// <summary>What reads and writes activations without multiplying matrices, in every format. Rounding the output comes last.</summary>
[TestFixtureSource(typeof(AllRunners), nameof(AllRunners.Fixtures))]
public sealed class StoredActivationProblems(Runner runner) : DeviceFixture(runner)
{
    // What the float32 problems of these operators allow.
    private const double Tolerance = 4e-6;
    private const int Rows = 3;
    private const int Channels = 67;
    private const float Epsilon = 1e-3f;

    private static readonly int[] Lengths = [1, 3, 1];

    [TestCaseSource(typeof(Formats), nameof(Formats.Pairs))]
    public void Normalises(ElementType input, ElementType output)
    {
        NeedKernels();
        var numbers = new RandomNumbers(1);
        using var x = new StoredInput(Device, numbers.Normal(Rows * Channels, 2, 0.5), input);
        using var y = new GuardedActivations(Device, Rows * Channels, output);
        using DeviceBuffer<float> scale = Device.Upload<float>(numbers.Normal(Channels));
        using DeviceBuffer<float> shift = Device.Upload<float>(numbers.Normal(Channels));
        Normalise(x.View, y.View, scale, shift, input, output);
        double[] expected = new double[Rows * Channels];
        LayerNormReference.Run(x.Kept, [], scale.ToArray(), shift.ToArray(), Epsilon, expected);
        Compare.Close(y.Read(), expected, Tolerance + Formats.Rounding(output));
    }

    [TestCase(ElementType.F16)]
    [TestCase(ElementType.BF16)]
    public void NormalisesInPlace(ElementType storage)
    {
        NeedKernels();
        var numbers = new RandomNumbers(2);
        float[] values = numbers.Normal(Rows * Channels);
        using var x = new StoredInput(Device, values, storage);
        using DeviceBuffer<float> scale = Device.Upload<float>(numbers.Normal(Channels));
        using DeviceBuffer<float> shift = Device.Upload<float>(numbers.Normal(Channels));
        Normalise(x.View, x.View, scale, shift, storage, storage);
        double[] expected = new double[values.Length];
        LayerNormReference.Run(x.Kept, [], scale.ToArray(), shift.ToArray(), Epsilon, expected);
        ushort[] bits = new ushort[values.Length];
        Device.Read(x.View.Halves, bits.AsSpan());
        Compare.Close(Storage.Widen(bits, storage), expected, Tolerance + Formats.Rounding(storage));
    }

    [TestCaseSource(typeof(Formats), nameof(Formats.Pairs))]
    public void AddsResiduals(ElementType input, ElementType output)
    {
        NeedKernels();
        if (Formats.Half(input, output) == ElementType.F16)
        {
            AddResidual<F16>(input, output);
        }
        else
        {
            AddResidual<BF16>(input, output);
        }
    }

    // Ties, infinities, subnormals, NaN: kernels round as the host does.
    [TestCase(ElementType.F16)]
    [TestCase(ElementType.BF16)]
    public void RoundsAsTheHost(ElementType storage)
    {
        NeedKernels();
        float[] values =
        [
            0f, -0f, 1f, 1f + (1f / 2048), 1f + (3f / 2048), 1f + (1f / 256), 1f + (3f / 256), 65519f, 65520f, -65536f, 3e38f,
            6e-8f, 3e-8f, 2.98e-8f, 8.9e-8f, 6.1e-5f, 6.09e-5f, 1e-40f, float.MaxValue, float.PositiveInfinity,
            float.NegativeInfinity, float.NaN,
            .. new RandomNumbers(3).Normal(200, 1e-5), .. new RandomNumbers(4).Normal(200, 1e4),
        ];
        using DeviceBuffer<float> x = Device.Upload<float>(values);
        using var y = new GuardedActivations(Device, values.Length, storage);
        new Elementwise<Identity>(Device, ElementType.F32, storage).Run(
            new() { Input = x.View, Output = y.View, T = 1, C = values.Length });
        Device.Synchronize();
        Assert.That(y.Read(), Is.EqualTo(Storage.Kept(values, storage)));
    }

    [TestCaseSource(typeof(Formats), nameof(Formats.Pairs))]
    public void Pools(ElementType input, ElementType output)
    {
        NeedKernels();
        int tokens = Lengths.Sum();
        int[] mask = [1, 0, 1, 1, 0];
        using var x = new StoredInput(Device, new RandomNumbers(5).Normal(tokens * Channels), input);
        using DeviceBuffer<int> offsets = Device.Upload<int>(Sentences.Offsets(Lengths));
        using DeviceBuffer<int> counting = Device.Upload<int>(mask);
        foreach (PoolingKind kind in Enum.GetValues<PoolingKind>())
        {
            using var y = new GuardedActivations(Device, Lengths.Length * Channels, output);
            new Pooling(Device, kind, hasKeyMask: true, input, output).Run(new PoolingArguments
            {
                Input = x.View,
                SequenceOffsets = offsets.View,
                KeyMask = counting.View,
                Output = y.View,
                T = tokens,
                B = Lengths.Length,
                C = Channels,
            });
            Device.Synchronize();
            double[] expected = new double[Lengths.Length * Channels];
            int start = 0;
            for (int sentence = 0; sentence < Lengths.Length; sentence++)
            {
                int length = Lengths[sentence];
                PoolingReference.Run(
                    kind,
                    x.Kept.AsSpan(start * Channels, length * Channels),
                    mask.AsSpan(start, length),
                    expected.AsSpan(sentence * Channels, Channels));
                start += length;
            }

            Compare.Close(y.Read(), expected, Tolerance + Formats.Rounding(output));
        }
    }

    [TestCase(ElementType.F16)]
    [TestCase(ElementType.BF16)]
    public void Embeds(ElementType storage)
    {
        NeedKernels();
        var numbers = new RandomNumbers(6);
        float[] table = Storage.Kept(numbers.Normal(5 * Channels), storage);
        int[] words = [4, 0, 2];
        int[] others = [1, 3, 0];
        using EmbeddingTable rows = EmbeddingTable.Pack(Device, table, 5, Channels, storage);
        using DeviceBuffer<int> first = Device.Upload<int>(words);
        using DeviceBuffer<int> second = Device.Upload<int>(others);
        using DeviceBuffer<float> scale = Device.Upload<float>(numbers.Normal(Channels));
        using DeviceBuffer<float> shift = Device.Upload<float>(numbers.Normal(Channels));
        using var looked = new GuardedActivations(Device, Rows * Channels, storage);
        using var normed = new GuardedActivations(Device, Rows * Channels, storage);
        new EmbeddingLookup(Device, rows, storage).Run(
            new() { Ids = first.View, Output = looked.View, T = Rows, C = Channels });
        new EmbeddingNorm(Device, rows, rows, rows, storage).Run(new()
        {
            WordIds = first.View,
            PositionIds = second.View,
            TypeIds = second.View,
            Scale = scale.View,
            Shift = shift.View,
            Output = normed.View,
            T = Rows,
            C = Channels,
            Epsilon = Epsilon,
        });
        Device.Synchronize();
        double[] expected = new double[Rows * Channels];
        EmbeddingReference.Add(table, words, expected);
        Compare.Close(looked.Read(), expected, 0);
        EmbeddingReference.Add(table, others, expected);
        EmbeddingReference.Add(table, others, expected);
        EmbeddingReference.Normalize(expected, scale.ToArray(), shift.ToArray(), Epsilon);
        Compare.Close(normed.Read(), expected, Tolerance + Formats.Rounding(storage));
    }

    [Test]
    public void RefusesFormatsThatDoNotFit()
    {
        const ElementType Half = ElementType.BF16;
        if (Device.IsHost)
        {
            Refuses(() => new LayerNorm<Identity>(Device, ElementType.F32, Half), "LayerNorm: activations are F32 and BF16");
            Refuses(() => new Elementwise<Identity>(Device, Half), "Elementwise: activations are BF16 and F32");
            Refuses(() => new Pooling(Device, PoolingKind.Mean, input: Half), "Pooling: activations are BF16 and F32");
            Refuses(() => new Attention(Device, false, AttentionScores.None, Half, Half), "Attention: activations are BF16 and BF16");
            return;
        }

        using var weights = GroupedConv1dWeights.Pack(Device, new(4, 4), new float[16], ElementType.F16);
        Refuses(() => new GroupedConv1d<Identity>(Device, weights, Half), "GroupedConv1d: activations are BF16 and F32, expected F32 or F16");
        using DeviceBuffer<float> four = Device.Allocate<float>(4);
        var elementwise = new Elementwise<Identity>(Device, Half);
        Assert.That(
            () => elementwise.Run(new() { Input = four.View, Output = four.View, T = 1, C = 4 }),
            Throws.TypeOf<KernelArgumentException>().With.Message.EqualTo("Elementwise: input is F32, expected BF16"));

        static void Refuses(Func<object> make, string message) => Assert.That(
            make, Throws.TypeOf<KernelArgumentException>().With.Message.StartsWith(message));
    }

    private void Normalise(
        ActivationView x,
        ActivationView y,
        DeviceBuffer<float> scale,
        DeviceBuffer<float> shift,
        ElementType input,
        ElementType output)
    {
        new LayerNorm<Identity>(Device, input, output).Run(new LayerNormArguments<Identity>
        {
            Input = x,
            Scale = scale.View,
            Shift = shift.View,
            Output = y,
            T = Rows,
            C = Channels,
            Epsilon = Epsilon,
        });
        Device.Synchronize();
    }

    private void AddResidual<TElement>(ElementType input, ElementType output)
        where TElement : struct, IElement<ushort>
    {
        var numbers = new RandomNumbers(7);
        using var x = new StoredInput(Device, numbers.Normal(Rows * Channels), input);
        using var residual = new StoredInput(Device, numbers.Normal(Rows * Channels), Formats.Half(input, output));
        using var y = new GuardedActivations(Device, Rows * Channels, output);
        new Elementwise<AddNarrowResidual<TElement>>(Device, input, output).Run(new()
        {
            Input = x.View,
            Epilogue = new(residual.View.Halves, Channels),
            Output = y.View,
            T = Rows,
            C = Channels,
        });
        Device.Synchronize();
        double[] expected = [.. x.Kept.Zip(residual.Kept, (one, other) => (double)one + other)];
        Compare.Close(y.Read(), expected, Tolerance + Formats.Rounding(output));
    }

    private void NeedKernels()
    {
        if (Device.IsHost)
        {
            Assert.Ignore($"{Runner.Name}: activations are float32 on the CPU");
        }
    }
}
