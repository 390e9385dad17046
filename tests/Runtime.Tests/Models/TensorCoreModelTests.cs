using System.Globalization;
using System.Reflection;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Kernels;
using SqueezeBert.Gpu.Models;
using SqueezeBert.Gpu.Testing;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Runtime.Tests.Models;

/// <summary>Whole models on tensor cores: CUDA kernels for compute capability 8.0, interpreted.</summary>
[Category("PtxInterpreter")]
public sealed class TensorCoreModelTests
{
    private const int Architecture = 80;

    private const OutputSelection Last = OutputSelection.LastHiddenState | OutputSelection.PoolerOutput;

    // Wanted hidden states are float32, and so is then what layers add to; else it is in 16 bits, as all between two launches.
    private const OutputSelection All = Last | OutputSelection.HiddenStates;

    // The groups of these models have 8 channels: only what is dense fits the tiles, but of 32-bit numbers all but the fused
    // operators do.
    [TestCase("tiny-f16", ElementType.F16, All)]
    [TestCase("tiny-bf16", ElementType.BF16, All)]
    [TestCase("tiny-f16", ElementType.F16, Last)]
    [TestCase("tiny-bf16", ElementType.BF16, Last)]
    [TestCase("tiny", ElementType.TF32, All)]
    [TestCase("odd", ElementType.TF32, Last)]
    public void Equals_the_reference(string family, ElementType storage, OutputSelection selection)
    {
        using var device = InterpretedDevice.Open(Architecture);
        Assert.Multiple(() =>
        {
            foreach (IGrouping<string, GoldenCase> cases in GoldenCase.All(family).GroupBy(one => one.Directory))
            {
                using Model model = Model.Load(cases.Key);
                using ModelSession session = model.CreateSession(device, new SessionOptions { WeightStorage = storage });
                using SafetensorsFile tensors = SafetensorsFile.Open(Path.Combine(cases.Key, "golden.safetensors"));
                foreach (GoldenCase one in cases.Where(one => !one.IsRefused))
                {
                    ModelInputs inputs = one.Inputs(tensors);
                    ModelOutputs outputs = session.Run(inputs, selection);
                    GoldenComparison.Check(one, inputs, outputs, tensors, selection, GoldenComparison.Rounding(storage));
                }
            }
        });
        Assert.That(
            device.Launched.Where(KernelNames.IsTensor).Select(Operator).Distinct(), Is.EqualTo(new[] { "GroupedConv1d" }));
    }

    [TestCase(ElementType.F16, All)]
    [TestCase(ElementType.BF16, All)]
    [TestCase(ElementType.F16, Last)]
    [TestCase(ElementType.BF16, Last)]
    [TestCase(ElementType.TF32, All)]
    public void Equals_the_CPU_with_every_product_on_tensor_cores(ElementType storage, OutputSelection selection)
    {
        using var folder = new TemporaryFolder();
        TinyModels.Write(TinyModels.OfTensorTiles, folder.Root);
        using Model model = Model.Load(folder.Root);
        var options = new SessionOptions { WeightStorage = storage };

        // Two tiles of rows and of keys, one of them not full; a token alone; and a length between.
        ModelInputs batch = PaddedBatch.Random([70, 1, 17], 70, TinyModels.OfTensorTiles.VocabularySize, out _);
        using ComputeDevice host = ComputeDevices.Open(DeviceKind.Cpu);
        // The host does not take TF32: its weights are exact, so that the device's errors are those of rounding weights, too.
        bool areWeightsExact = storage == ElementType.TF32;
        ElementType ofHost = areWeightsExact ? ElementType.F32 : storage;
        using ModelSession hostSession = model.CreateSession(host, options with { WeightStorage = ofHost });
        ModelOutputs expected = hostSession.Run(batch, selection);
        using var device = InterpretedDevice.Open(Architecture);
        using ModelSession session = model.CreateSession(device, options);
        ModelOutputs found = session.Run(batch, selection);
        Assert.Multiple(() =>
        {
            foreach (OutputTensor tensor in expected)
            {
                IsClose(tensor, found[tensor.Name], Step(storage), areWeightsExact ? 6 : 4);
            }
        });
        ILookup<bool, string> launched = device.Launched.ToLookup(KernelNames.IsTensor, Operator);
        Assert.That(
            launched[true].Distinct(), Is.EquivalentTo(new[] { "GroupedConv1d", "GroupedFeedForward", "GroupedSelfAttention" }));
        Assert.That(launched[false].Distinct(), Is.EquivalentTo(new[] { "EmbeddingNorm", "FeedForwardNorm", "Pooling" }));
    }

    // A rounded operand or activation is off by half a step of its size at most, and by 0.29 in the mean. Sums of many average that,
    // norms bring it back to the size of one, and a dozen products follow on each other: a step in the mean, and four where it is
    // most, or, where two are rounded for each product, the root of two times as much.
    private static void IsClose(OutputTensor expected, OutputTensor found, double step, double most)
    {
        Assert.That(found.Values, Has.Length.EqualTo(expected.Values.Length), expected.Name);
        double[] errors = [.. found.Values.Zip(expected.Values, (one, other) => Math.Abs((double)one - other))];
        double size = Math.Sqrt(expected.Values.Sum(value => (double)value * value));
        double relative = Math.Sqrt(errors.Sum(error => error * error)) / size;
        TestContext.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{expected.Name}: {relative / step:F3} steps, at most {errors.Max() / step:F2}"));
        Assert.That(relative, Is.LessThanOrEqualTo(step), $"{expected.Name}, in the mean");
        Assert.That(errors, Has.All.LessThanOrEqualTo(most * step), expected.Name);
    }

    // Between two neighbours of a format that are near 1.
    private static double Step(ElementType storage) => storage == ElementType.BF16 ? 1d / 128 : 1d / 1024;

    private static string Operator(MethodInfo kernel) => kernel.DeclaringType!.Name.Split('`')[0];
}
