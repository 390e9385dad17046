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

        using IWeightSource source = WeightsDirectory.Open(FixtureCheckpoints.Folder(name));
        foreach (TensorInfo tensor in written.Tensors)
        {
            Assert.That(tensor.ToString(), Is.EqualTo(source.GetTensor(tensor.Name).ToString()), tensor.Name);
            Assert.That(Bytes(written, tensor), Is.EqualTo(Bytes(source, tensor)), tensor.Name);
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
    public void ConfigurationAndTokenizer_GoAlong_OtherFilesDoNot()
    {
        CopyOf("sharded");
        folder.Write("vocab.txt", "[PAD]\n");
        folder.Write("tokenizer_config.json", "{}");
        folder.Write("README.md", "x");
        folder.Write("predictions.txt", "x");
        folder.Write("trainer_state.json", "{}");
        folder.Write("training_args.bin", "x");
        ModelConverter.Convert(folder.Root, folder["new"]);
        Assert.That(Directory.GetFiles(folder["new"]).Select(Path.GetFileName), Is.EquivalentTo(
            (string[])["config.json", "model.safetensors", "tokenizer_config.json", "vocab.txt"]));
    }

    [Test]
    public void ShardsOfSafetensors_BecomeOneFile_InPlaceToo()
    {
        foreach (string file in Directory.GetFiles(FixtureCheckpoints.Folder("sharded", "twin-sharded")))
        {
            File.Copy(file, folder[Path.GetFileName(file)]);
        }

        ModelConverter.Convert(folder.Root, folder.Root);
        using IWeightSource source = WeightsDirectory.Open(folder.Root);
        Assert.That(source, Is.TypeOf<SafetensorsFile>());
        Assert.That(source.Tensors, Has.Count.EqualTo(41));
    }

    [Test]
    public void ADecoder_ThatDiffersFromWhatItIsTiedTo_IsKept()
    {
        CopyOf("legacy");
        using (IWeightSource source = WeightsDirectory.Open(folder.Root))
        {
            SafetensorsWriter.Write(
                folder["model-1.safetensors"],
                source.Tensors.Where(tensor => tensor.Name != "cls.predictions.decoder.bias")
                    .Select(tensor => SafetensorsTensor.FromSource(source, tensor.Name))
                    .Append(SafetensorsTensor.FromSingles("cls.predictions.decoder.bias", [99], new float[99])));
        }

        using (SafetensorsFile shard = SafetensorsFile.Open(folder["model-1.safetensors"]))
        {
            string map = string.Join(", ", shard.Tensors.Select(tensor => $"\"{tensor.Name}\": \"model-1.safetensors\""));
            folder.Write(WeightsDirectory.IndexFileName, $"{{\"weight_map\": {{{map}}}}}");
        }

        ConvertedModel converted = ModelConverter.Convert(folder.Root, folder["new"]);
        Assert.That(converted.TiedCopies, Is.EqualTo((string[])["cls.predictions.decoder.weight"]));
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
        CopyOf("zip");
        folder.Write("vocab.txt", "[PAD]\n");
        foreach (string file in (string[])["config.json", "model.safetensors", "pytorch_model.bin", "vocab.txt", "tokenizer.json"])
        {
            Directory.CreateDirectory(folder["new"]);
            folder.Write("new/" + file, "x");
            Assert.That(
                () => ModelConverter.Convert(folder.Root, folder["new"]),
                Throws.TypeOf<CheckpointException>().With.Message.Contains($"holds {file} already"));
            Assert.That(File.ReadAllText(folder["new/" + file]), Is.EqualTo("x"));
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
            () => ModelConverter.Convert(FixtureCheckpoints.Folder("zip"), folder["new/deeper/still"], cancelled.Token));
        Assert.That(folder["new"], Does.Not.Exist);
        string file = folder.Write("file", "x");
        Assert.Throws<CheckpointException>(() => ModelConverter.Convert(FixtureCheckpoints.Folder("zip"), file + "/new"));
        Assert.Throws<ConfigurationException>(() => ModelConverter.Convert(folder.Root, folder["new"]));
    }

    private static byte[] Bytes(IWeightSource source, TensorInfo tensor)
    {
        byte[] bytes = new byte[tensor.ByteLength];
        source.CopyTo(tensor.Name, 0, bytes);
        return bytes;
    }

    private void CopyOf(string name)
    {
        foreach (string file in Directory.GetFiles(FixtureCheckpoints.Folder(name)))
        {
            File.Copy(file, folder[Path.GetFileName(file)]);
        }
    }
}
