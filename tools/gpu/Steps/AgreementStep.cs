using SqueezeBert.Gpu.HardwarePack.Children;
using SqueezeBert.Gpu.HardwarePack.Results;
using SqueezeBert.Gpu.ModelBench.Contest;
using SqueezeBert.Gpu.Models;
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
    private static readonly BatchShape Shape = new(4, 128);

    /// <inheritdoc/>
    public string Name => "agreement";

    /// <inheritdoc/>
    public IEnumerable<HardwareReport> Run(HardwareReport report, Deadline deadline)
    {
        string[] missing = [.. precisions.Where(word => !report.Agreement.Any(old => old.Precision == word))];
        if (missing.Length == 0)
        {
            yield break;
        }

        torch.Require(deadline);
        string model = models.Of(BenchModel.SqueezeBert, deadline);
        string inputs = models.File("inputs.safetensors");
        WriteInputs(inputs);
        var failures = new List<string>();
        foreach (string precision in missing)
        {
            AgreementEntry? entry = null;
            try
            {
                entry = Compare(model, inputs, precision, deadline);
            }
            catch (PackException error)
            {
                failures.Add($"{precision}: {error.Message}");
            }

            if (entry is not null)
            {
                report = report with { Agreement = [.. report.Agreement, entry] };
                yield return report;
            }
        }

        if (failures.Count > 0)
        {
            throw new PackException(string.Join("; ", failures));
        }
    }

    private AgreementEntry Compare(string model, string inputs, string precision, Deadline deadline)
    {
        string outputs = models.File($"outputs-{precision}.safetensors");
        Child.Run(
            Programs.Tool(
                "forward", "--model", model, "--inputs", inputs, "--outputs", outputs, "--device", target.Word, "--precision",
                precision),
            $"forward {precision}", deadline);
        return PackJson.Read<AgreementEntry>(Child.Run(
            programs.Peer("torch_agreement.py", model, target.TorchWord, inputs, precision, outputs), "PyTorch", deadline));
    }

    private static void WriteInputs(string path)
    {
        long[] ids = [.. Shape.RandomIds(BenchModel.SqueezeBert.Configuration.VocabularySize).Select(id => (long)id)];
        SafetensorsWriter.Write(path, [SafetensorsTensor.FromInt64s(InputNames.InputIds, [Shape.Batch, Shape.Sequence], ids)]);
    }
}
