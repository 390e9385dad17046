using SqueezeBert.Gpu.Configuration;
using SqueezeBert.Gpu.Models;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Runtime.Tests.Models;

/// <summary>A model is written whole or not at all.</summary>
public sealed class ModelInitializerTests
{
    [Test]
    public void Without_its_configuration_no_weights_stay_and_it_can_be_tried_again()
    {
        using var folder = new TemporaryFolder();
        DirectoryInfo inTheWay = Directory.CreateDirectory(folder[ModelConfiguration.FileName]);
        Assert.That(() => TinyModels.Write(TinyModels.SqueezeBert, folder.Root), Throws.TypeOf<ConfigurationException>());
        Assert.That(Directory.GetFiles(folder.Root), Is.Empty);
        inTheWay.Delete();
        TinyModels.Write(TinyModels.SqueezeBert, folder.Root);
        Assert.That(
            Directory.GetFiles(folder.Root).Select(Path.GetFileName),
            Is.EquivalentTo(new[] { ModelConfiguration.FileName, WeightsDirectory.SingleFileName }));
    }

    [Test]
    public void When_it_is_cancelled_no_folder_stays_but_one_that_was_there()
    {
        using var folder = new TemporaryFolder();
        using var source = new CancellationTokenSource();
        source.Cancel();
        foreach (string directory in (string[])[folder["new"], folder.Root])
        {
            Assert.That(
                () => ModelInitializer.Write(TinyModels.SqueezeBert, 1, directory, source.Token),
                Throws.InstanceOf<OperationCanceledException>());
        }

        Assert.That(Directory.GetFileSystemEntries(folder.Root), Is.Empty);
    }

    [TestCase(ModelConfiguration.FileName)]
    [TestCase(WeightsDirectory.SingleFileName)]
    [TestCase(WeightsDirectory.IndexFileName)]
    public void Beside_a_file_of_another_model_it_is_refused(string name)
    {
        using var folder = new TemporaryFolder();
        folder.Write(name, "{}");
        Assert.That(
            () => TinyModels.Write(TinyModels.SqueezeBert, folder.Root),
            Throws.TypeOf<CheckpointException>().With.Message.Contains(name));
        Assert.That(Directory.GetFiles(folder.Root), Has.Length.EqualTo(1));
    }
}
