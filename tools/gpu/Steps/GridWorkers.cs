using System.Diagnostics;
using System.Globalization;
using SqueezeBert.Gpu.HardwarePack.Children;
using SqueezeBert.Gpu.HardwarePack.Results;
using SqueezeBert.Gpu.ModelBench.Contest;

namespace SqueezeBert.Gpu.HardwarePack.Steps;

/// <summary>Starts processes that time a model: each reads shapes from stdin, a line each, and answers with a line of JSON.</summary>
/// <param name="target">The device.</param>
/// <param name="programs">Starts PyTorch.</param>
/// <param name="models">Where models are.</param>
/// <param name="seconds">How long each is timed at each shape.</param>
internal sealed class GridWorkers(Target target, Programs programs, ModelFolder models, double seconds)
{
    /// <summary>Starts an entrant.</summary>
    public Child Start(Entrant entrant, BenchModel model, Deadline deadline)
    {
        string directory = models.Of(model, deadline);
        string time = seconds.ToString(CultureInfo.InvariantCulture);
        ProcessStartInfo start = entrant.IsOurs
            ? Programs.Tool(
                "bench", "--model", directory, "--device", target.Word, "--precision", entrant.Precision, "--seconds", time,
                "--shapes", "-", "--json")
            : programs.Peer("torch_bench.py", directory, target.TorchWord, entrant.Precision, entrant.Mode!, time);
        return Child.Start(start, entrant.Label(), deadline);
    }
}
