using SqueezeBert.Gpu.Configuration;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Runtime.Tests.Weights;

/// <summary>
/// Every model directory among the fixtures, written by the genuine libraries, loads and binds completely; so does every
/// other tensor file there. The folder is <c>tests/Fixtures</c>, or what <c>SQUEEZEBERT_FIXTURES</c> names.
/// </summary>
public sealed class FixtureCheckpointTests
{
    private static string? Fixtures()
    {
        if (Environment.GetEnvironmentVariable("SQUEEZEBERT_FIXTURES") is { Length: > 0 } named)
        {
            return named;
        }

        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string fixtures = Path.Combine(folder.FullName, "tests", "Fixtures");
            if (Directory.Exists(fixtures))
            {
                return fixtures;
            }
        }

        return null;
    }

    private static string[] Files(string name)
    {
        string[] files = Fixtures() is { } folder ? Directory.GetFiles(folder, name, SearchOption.AllDirectories) : [];
        if (files.Length == 0)
        {
            Assert.Ignore($"no {name} among the fixtures");
        }

        return files;
    }

    [Test]
    public void EveryTensorFile_Reads()
    {
        foreach (string path in Files("*.safetensors"))
        {
            using SafetensorsFile file = SafetensorsFile.Open(path);
            foreach (TensorInfo tensor in file.Tensors)
            {
                if (tensor.DType.IsFloatingPoint())
                {
                    file.ReadSingles(tensor.Name, new float[tensor.ElementCount]);
                }
                else
                {
                    file.ReadInt64s(tensor.Name, new long[tensor.ElementCount]);
                }
            }
        }
    }

    [Test]
    public void EveryModelDirectory_Binds()
    {
        foreach (string path in Files(WeightsDirectory.SingleFileName))
        {
            string directory = Path.GetDirectoryName(path)!;
            ModelConfiguration configuration = ModelConfiguration.Load(directory);
            ExpectedTensor[] expected = [.. ExpectedWeights.Of(configuration)];
            CheckpointNaming naming =
                configuration.ModelType == ModelType.Bert ? CheckpointNaming.Bert : CheckpointNaming.SqueezeBert;
            using IWeightSource source = WeightsDirectory.Open(directory);
            BoundCheckpoint bound = Checkpoint.Bind(source, expected, naming);
            Assert.That(bound.Count, Is.GreaterThanOrEqualTo(expected.Count(weight => weight.IsRequired)), directory);
            TestContext.Out.WriteLine($"{directory}: {bound.Count} bound, {bound.Unused.Count} unused");

            // The bare trunk of any checkpoint that has all of it.
            if (configuration.ModelType == ModelType.SqueezeBert)
            {
                ModelConfiguration trunk = configuration with { ModelClass = ModelClass.Trunk };
                Checkpoint.Bind(source, [.. ExpectedWeights.Of(trunk)], naming, UnexpectedTensors.AllowOtherHeads);
            }
        }
    }
}
