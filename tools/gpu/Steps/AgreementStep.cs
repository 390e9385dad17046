using SqueezeBert.Gpu.HardwarePack.Children;
using SqueezeBert.Gpu.HardwarePack.Results;
using SqueezeBert.Gpu.ModelBench.Contest;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.HardwarePack.Steps;

/// <summary>How far our outputs, and PyTorch's in the same precision, are from PyTorch's in float64.</summary>
/// <param name="target">The device.</param>
/// <param name="torch">PyTorch.</param>
/// <param name="programs">Starts it.</param>
/// <param name="models">Where models are.</param>
/// <param name="precisions">The words of the precisions.</param>
internal sealed class AgreementStep(
    Target target, Torch torch, Programs programs, ModelFolder models, IReadOnlyList<string> precisions) : IStep
{
    private const string InputIds = "input_ids";

    private static readonly BatchShape Shape = new(4, 128);

    /// <inheritdoc/>
    public string Name => "agreement";

    /// <inheritdoc/>
    public IEnumerable<HardwareReport> Run(HardwareReport report, Deadline deadline)
    {
        torch.Require(deadline);
        string model = models.Of(BenchModel.SqueezeBert, deadline);
        string inputs = models.File("inputs.safetensors");
        WriteInputs(inputs);
        var outputs = new List<string>();
        foreach (string precision in precisions)
        {
            string file = models.File($"outputs-{precision}.safetensors");
            Child.Run(
                Programs.Tool(
                    "forward", "--model", model, "--inputs", inputs, "--outputs", file, "--device", target.Word, "--precision",
                    precision),
                $"forward {precision}", deadline);
            outputs.Add($"{precision}={file}");
        }

        string answer = Child.Run(
            programs.Peer("torch_agreement.py", [model, target.TorchWord, inputs, .. outputs]), "PyTorch", deadline);
        yield return report with { Agreement = PackJson.Read<AgreementEntry[]>(answer) };
    }

    private static void WriteInputs(string path)
    {
        long[] ids = [.. Shape.RandomIds(BenchModel.SqueezeBert.Configuration.VocabularySize).Select(id => (long)id)];
        SafetensorsWriter.Write(path, [SafetensorsTensor.FromInt64s(InputIds, [Shape.Batch, Shape.Sequence], ids)]);
    }
}
