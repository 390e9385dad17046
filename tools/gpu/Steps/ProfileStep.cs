using System.Globalization;
using SqueezeBert.Gpu.HardwarePack.Children;
using SqueezeBert.Gpu.HardwarePack.Results;
using SqueezeBert.Gpu.ModelBench.Contest;

namespace SqueezeBert.Gpu.HardwarePack.Steps;

/// <summary>Where the time of forward passes goes, node by node.</summary>
/// <param name="target">The device.</param>
/// <param name="models">Where models are.</param>
/// <param name="precisions">The words of the precisions.</param>
/// <param name="shapes">The batch shapes.</param>
internal sealed class ProfileStep(
    Target target, ModelFolder models, IReadOnlyList<string> precisions, IReadOnlyList<BatchShape> shapes) : IStep
{
    private const string Runs = "20";

    /// <inheritdoc/>
    public string Name => "profile";

    /// <inheritdoc/>
    public IEnumerable<HardwareReport> Run(HardwareReport report, Deadline deadline)
    {
        string model = models.Of(BenchModel.SqueezeBert, deadline);
        foreach (BatchShape shape in shapes)
        {
            foreach (string precision in precisions.Where(word => !report.Profiles.Any(old => Is(old, word, shape))))
            {
                string answer = Child.Run(
                    Programs.Tool(
                        "profile", "--model", model, "--device", target.Word, "--precision", precision, "--batch",
                        Number(shape.Batch), "--sequence", Number(shape.Sequence), "--runs", Runs, "--json"),
                    $"profile {precision}", deadline);
                report = report with
                {
                    Profiles = [.. report.Profiles, PackJson.Read<ProfileEntry>(answer) with { Precision = precision }],
                };
                yield return report;
            }
        }
    }

    private static bool Is(ProfileEntry entry, string precision, BatchShape shape) =>
        entry.Precision == precision && entry.Batch == shape.Batch && entry.Sequence == shape.Sequence;

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
