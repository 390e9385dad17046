using SqueezeBert.Gpu.Configuration;
using SqueezeBert.Gpu.Models;
using SqueezeBert.Gpu.Runtime.Tests.Weights;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Runtime.Tests.Models;

/// <summary>Conversion to safetensors: what the reference's library writes of the same checkpoint, and nothing half.</summary>
public sealed class ModelConverterTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void Open() => folder = new TemporaryFolder();

    [TearDown]
    public void Close() => folder.Dispose();

    [TestCaseSource(typeof(FixtureCheckpoints), nameof(FixtureCheckpoints.Good))]
    public void ACheckpoint_BecomesItsTwin(string name)
    {
        ConvertedModel converted = ModelConverter.Convert(FixtureCheckpoints.Folder(name), folder["new"]);
        using SafetensorsFile written = SafetensorsFile.Open(folder["new/model.safetensors"]);
        using SafetensorsFile twin = SafetensorsFile.Open(FixtureCheckpoints.Folder(name, "twin", "model.safetensors"));
        Assert.That(written.Tensors.Select(tensor => tensor.Name), Is.EqualTo(twin.Tensors.Select(tensor => tensor.Name)));
        Assert.That(written.Metadata, Is.EqualTo(new Dictionary<string, string> { ["format"] = "pt" }));
        foreach (TensorInfo tensor in twin.Tensors)
        {
            FixtureCheckpoints.RequireEqual(written, twin, tensor.Name);
        }

        Assert.That(converted.TensorCount, Is.EqualTo(twin.Tensors.Count));
        Assert.That(converted.ByteCount, Is.EqualTo(written.Tensors.Sum(tensor => tensor.ByteLength)));
        Assert.That(
            converted.TiedCopies,
            Is.EqualTo(name == "legacy" ? (string[])["cls.predictions.decoder.bias", "cls.predictions.decoder.weight"] : []));
        Assert.That(Directory.GetFiles(folder["new"]).Select(Path.GetFileName), Is.EquivalentTo(
            (string[])["config.json", "model.safetensors"]));
        Model.Load(folder["new"]).Dispose();
    }

    [Test]
    public void InPlace_TheNewFileStandsBesideTheOldOne_AndWins()
    {
        CopyOf("zip");
        ModelConverter.Convert(folder.Root, folder.Root + Path.DirectorySeparatorChar);
        using IWeightSource source = WeightsDirectory.Open(folder.Root);
        Assert.That(source, Is.TypeOf<SafetensorsFile>());
        Assert.That(folder["pytorch_model.bin"], Does.Exist);
        Assert.That(
            () => ModelConverter.Convert(folder.Root, folder.Root),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("holds model.safetensors already"));
    }

    [Test]
    public void TextsAndConfigurations_GoAlong_OtherFilesDoNot()
    {
        CopyOf("sharded");
        folder.Write("vocab.txt", "[PAD]\n");
        folder.Write("tokenizer_config.json", "{}");
        folder.Write("README.md", "x");
        folder.Write("training_args.bin", "x");
        ModelConverter.Convert(folder.Root, folder["new"]);
        Assert.That(Directory.GetFiles(folder["new"]).Select(Path.GetFileName), Is.EquivalentTo(
            (string[])["config.json", "model.safetensors", "tokenizer_config.json", "vocab.txt"]));
    }

    [Test]
    public void UntiedDecoders_AreKept()
    {
        CopyOf("legacy");
        string configuration = File.ReadAllText(folder["config.json"]).TrimEnd();
        folder.Write("config.json", configuration[..^1] + ", \"tie_word_embeddings\": false}");
        ConvertedModel converted = ModelConverter.Convert(folder.Root, folder["new"]);
        Assert.That(converted.TiedCopies, Is.EqualTo((string[])["cls.predictions.decoder.bias"]));
    }

    [Test]
    public void ADirectory_ThatHoldsAModel_IsRefused()
    {
        string source = FixtureCheckpoints.Folder("zip");
        foreach (string file in (string[])["config.json", "model.safetensors", "pytorch_model.bin"])
        {
            Directory.CreateDirectory(folder["new"]);
            folder.Write("new/" + file, "x");
            Assert.That(
                () => ModelConverter.Convert(source, folder["new"]),
                Throws.TypeOf<CheckpointException>().With.Message.Contains($"holds {file} already"));
            Assert.That(Directory.GetFiles(folder["new"]), Has.Length.EqualTo(1));
            Directory.Delete(folder["new"], recursive: true);
        }
    }

    [Test]
    public void AfterAFailure_NothingIsLeft()
    {
        string truncated = FixtureCheckpoints.Folder("hostile", "truncated");
        Assert.Throws<WeightsFileException>(() => ModelConverter.Convert(truncated, folder["new"]));
        Assert.That(folder["new"], Does.Not.Exist);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(
            () => ModelConverter.Convert(FixtureCheckpoints.Folder("zip"), folder["new"], cancelled.Token));
        Assert.That(folder["new"], Does.Not.Exist);
        Assert.Throws<ConfigurationException>(() => ModelConverter.Convert(folder.Root, folder["new"]));
    }

    private void CopyOf(string name)
    {
        foreach (string file in Directory.GetFiles(FixtureCheckpoints.Folder(name)))
        {
            File.Copy(file, folder[Path.GetFileName(file)]);
        }
    }
}
