using System.Runtime.CompilerServices;
using SqueezeBert.Gpu.Configuration;
using SqueezeBert.Gpu.Execution;
using SqueezeBert.Gpu.Kernels;
using SqueezeBert.Gpu.Models;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Runtime.Tests.Roofline;

/// <summary>
/// The estimates in bench/results/README.md are what the launches of this engine and the resource tables give. Run with
/// SQUEEZEBERT_APPROVE=1 to write them anew.
/// </summary>
public sealed class RooflineTests
{
    private const string Begin = "<!-- estimates: written by RooflineTests -->\n";
    private const string End = "\n<!-- end of the estimates -->\n";

    private static readonly (int Sentences, int Length)[] Batches = [(1, 128), (8, 128), (128, 128)];

    [Test]
    public void The_estimates_are_those_of_the_launches()
    {
        using var folder = new TemporaryFolder();
        ModelInitializer.Write(ModelConfiguration.SqueezeBertDefaults, 1, folder.Root);
        using Model model = Model.Load(folder.Root);
        using var device = KernelRecorder.Open(hasTensorCores: true, Card.H100.Multiprocessors);
        using ModelSession session = model.CreateSession(device, new SessionOptions { WeightStorage = ElementType.F16 });
        var table = new RooflineTable(Card.H100, ResourceTable.Of(Root(), Card.H100.Architecture));
        string estimates = "";
        foreach ((int sentences, int length) in Batches)
        {
            int before = device.Launches.Count;
            RunProfile profile = session.Profile(
                new ModelInputs { BatchSize = sentences, SequenceLength = length, InputIds = new int[sentences * length] });
            RecordedLaunch[] launches = [.. device.Launches.Skip(before)];
            Assert.That(
                launches.Sum(launch => KernelWork.Of(launch, profile.Batch).Operations),
                Is.EqualTo(profile.Nodes.Sum(node => node.FloatingPointOperations)),
                "the launches compute what the graph does");
            estimates += table.Of(profile.Batch, launches);
        }

        string path = Path.Combine(Root(), "bench", "results", "README.md");
        string text = File.ReadAllText(path).ReplaceLineEndings("\n");
        int begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = text.IndexOf(End, StringComparison.Ordinal);
        string found = text[..begin] + estimates + text[end..];
        Assert.That(found, Is.EqualTo(ApprovedFile.Text(path, found)), $"{path}: see there how it is written anew");
    }

    private static string Root([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}
