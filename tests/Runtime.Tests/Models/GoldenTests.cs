using SqueezeBert.Gpu.Kernels;
using SqueezeBert.Gpu.Models;
using SqueezeBert.Gpu.Testing;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Runtime.Tests.Models;

/// <summary>Whole models against the genuine reference: every output of every case, on every device.</summary>
[TestFixtureSource(typeof(AllRunners), nameof(AllRunners.Fixtures))]
[Parallelizable(ParallelScope.Self)]
public sealed class GoldenTests(Runner runner) : DeviceFixture(runner)
{
    private const OutputSelection AllButAttentions =
        OutputSelection.LastHiddenState | OutputSelection.PoolerOutput | OutputSelection.HiddenStates;

    // Attentions keep projections and attention apart, and so decide whether these run fused.
    [Test]
    public void Equals_the_reference(
        [Values("tiny", "odd", "tiny-f16", "tiny-bf16", "bert")] string family, [Values] bool rewrite, [Values] bool attentions)
    {
        OutputSelection selection = attentions ? AllButAttentions | OutputSelection.Attentions : AllButAttentions;
        if (Runner.IsSlow && (!rewrite || (attentions && family != "tiny")))
        {
            Assert.Ignore($"{Runner.Name}: runs kernels thread by thread; the rewritten graphs only, attentions of the tiny models only");
        }

        if (Runner.Category == "Simulator" && (attentions || family != "tiny"))
        {
            Assert.Ignore($"{Runner.Name}: two milliseconds a barrier; the tiny models without attentions only");
        }

        Assert.Multiple(() =>
        {
            foreach (IGrouping<string, GoldenCase> cases in GoldenCase.All(family).GroupBy(one => one.Directory))
            {
                using Model model = Model.Load(cases.Key);
                using ModelSession session = model.CreateSession(Device, new SessionOptions { Rewrite = rewrite });
                using SafetensorsFile tensors = SafetensorsFile.Open(Path.Combine(cases.Key, "golden.safetensors"));
                foreach (GoldenCase one in cases.Where(one => !one.IsRefused))
                {
                    ModelInputs inputs = one.Inputs(tensors);
                    GoldenComparison.Check(one, inputs, session.Run(inputs, selection), tensors, selection);
                }
            }
        });
    }

    // Without hidden states what layers add to is in 16 bits, too; with attentions projections and attention run apart.
    [Test, Combinatorial]
    public void Equals_the_reference_in_16_bits(
        [Values(ElementType.F16, ElementType.BF16)] ElementType storage,
        [Values] bool rewrite,
        [Values(OutputSelection.LastHiddenState, AllButAttentions, AllButAttentions | OutputSelection.Attentions)]
        OutputSelection selection)
    {
        if (Runner.Category == "Host" || Runner.IsSlow)
        {
            Assert.Ignore($"{Runner.Name}: activations are float32 on the CPU; TensorCoreModelTests interprets kernels");
        }

        string family = storage == ElementType.F16 ? "tiny-f16" : "tiny-bf16";
        Assert.Multiple(() =>
        {
            foreach (IGrouping<string, GoldenCase> cases in GoldenCase.All(family).GroupBy(one => one.Directory))
            {
                using Model model = Model.Load(cases.Key);
                var options = new SessionOptions { Rewrite = rewrite, WeightStorage = storage };
                using ModelSession session = model.CreateSession(Device, options);
                using SafetensorsFile tensors = SafetensorsFile.Open(Path.Combine(cases.Key, "golden.safetensors"));
                foreach (GoldenCase one in cases.Where(one => !one.IsRefused))
                {
                    ModelInputs inputs = one.Inputs(tensors);
                    ModelOutputs outputs = session.Run(inputs, selection | OutputSelection.PoolerOutput);
                    GoldenComparison.Check(one, inputs, outputs, tensors, selection, GoldenComparison.Rounding(storage));
                }
            }
        });
    }
}
