using SqueezeBert.Gpu.Configuration;
using SqueezeBert.Gpu.Models;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Runtime.Tests.Weights;

/// <summary>
/// Every model directory among the fixtures, written by the genuine libraries, loads and binds completely; so does every
/// other tensor file there.
/// </summary>
public sealed class FixtureCheckpointTests
{
    private static string[] Files(string name)
    {
        string folder = Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures", "goldens");
        string[] files = Directory.GetFiles(folder, name, SearchOption.AllDirectories);
        Assert.That(files, Is.Not.Empty, $"no {name} below {folder}");
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
            var weights = ModelWeights.For(configuration, configuration.ModelClass);
            IReadOnlyList<ExpectedTensor> expected = weights.Expected();
            using IWeightSource source = WeightsDirectory.Open(directory);
            BoundCheckpoint bound = Checkpoint.Bind(source, expected, weights.Naming);
            Assert.That(bound.Count, Is.GreaterThanOrEqualTo(expected.Count(weight => weight.IsRequired)), directory);
            TestContext.Out.WriteLine($"{directory}: {bound.Count} bound, {bound.Unused.Count} unused");

            // The bare trunk of any checkpoint that has all of it.
            if (configuration.ModelType == ModelType.SqueezeBert)
            {
                var trunk = ModelWeights.For(configuration, ModelClass.Trunk);
                Checkpoint.Bind(source, trunk.Expected(), trunk.Naming, UnexpectedTensors.AllowOtherHeads);
            }
        }
    }
}
