using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Runtime.Tests.Weights;

/// <summary>Checkpoints in several files, and what a model directory may hold instead of weights.</summary>
public sealed class ShardedWeightsTests
{
    private const string Good = """
        {"metadata":{"total_size":24},"weight_map":{"a":"one.safetensors","b":"one.safetensors","c":"two.safetensors"}}
        """;

    private TemporaryFolder folder = null!;

    [SetUp]
    public void Open()
    {
        folder = new TemporaryFolder();
        Write("one.safetensors", ("a", 1), ("b", 2));
        Write("two.safetensors", ("c", 3));
        folder.Write(WeightsDirectory.IndexFileName, Good);
    }

    [TearDown]
    public void Close() => folder.Dispose();

    [Test]
    public void Shards_AreOneSource()
    {
        using IWeightSource source = WeightsDirectory.Open(folder.Root);
        Assert.That(source, Is.TypeOf<ShardedWeights>());
        Assert.That(source.Tensors.Select(tensor => tensor.Name), Is.EqualTo((string[])["a", "b", "c"]));
        Assert.That(source.Tensors.Select(tensor => Read(source, tensor.Name)), Is.EqualTo((float[])[1, 2, 3]));
        Assert.That(source.TryGetTensor("d", out _), Is.False);
        Assert.Throws<WeightsFileException>(() => Read(source, "d"));
        source.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Read(source, "a"));
    }

    [Test]
    public void SingleFile_ComesFirst()
    {
        Write(WeightsDirectory.SingleFileName, ("x", 9));
        using IWeightSource source = WeightsDirectory.Open(folder.Root);
        Assert.That(source.Tensors.Single().Name, Is.EqualTo("x"));
    }

    [TestCase("", "JSON")]
    [TestCase("[]", "weight_map")]
    [TestCase("{}", "weight_map")]
    [TestCase("""{"weight_map":[]}""", "weight_map")]
    [TestCase("""{"weight_map":null}""", "weight_map")]
    [TestCase("""{"weight_map":{}}""", "empty")]
    [TestCase("""{"weight_map":{"a":1}}""", "'a' is Number")]
    [TestCase("""{"weight_map":{"a":"one.safetensors","a":"one.safetensors"}}""", "JSON")]
    [TestCase("""{"weight_map":{},"weight_map":{"a":"one.safetensors"}}""", "JSON")]
    [TestCase("""{"weight_map":{"\ud800":"one.safetensors"}}""", "JSON")]
    [TestCase("""{"weight_map":{"a":"\ud800"}}""", "JSON")]
    [TestCase("""{"weight_map":{"a":""}}""", "''")]
    [TestCase("""{"weight_map":{"a":".."}}""", "'..'")]
    [TestCase("""{"weight_map":{"a":"../one.safetensors"}}""", "'../one.safetensors'")]
    [TestCase("""{"weight_map":{"a":"..\\one.safetensors"}}""", "same folder")]
    [TestCase("""{"weight_map":{"a":"sub/one.safetensors"}}""", "same folder")]
    [TestCase("""{"weight_map":{"a":"/one.safetensors"}}""", "same folder")]
    [TestCase("""{"weight_map":{"a":"C:one.safetensors"}}""", "same folder")]
    [TestCase("""{"weight_map":{"a":"one\u0000.safetensors"}}""", "same folder")]
    [TestCase("""{"weight_map":{"a":"one.safetensors","b":"one.safetensors","c":"three.safetensors"}}""",
        "'three.safetensors' is missing")]
    [TestCase("""{"weight_map":{"a":"one.safetensors","c":"two.safetensors"}}""",
        "'b' of the shard 'one.safetensors' is not in the index")]
    [TestCase("""{"weight_map":{"a":"one.safetensors","b":"one.safetensors","c":"two.safetensors","d":"two.safetensors"}}""",
        "'d' is in no shard")]
    [TestCase("""{"weight_map":{"a":"one.safetensors","b":"two.safetensors","c":"two.safetensors"}}""",
        "'b' is in 'one.safetensors', expected in 'two")]
    public void Index_IsRefused(string index, string message)
    {
        folder.Write(WeightsDirectory.IndexFileName, index);
        Assert.That(() => WeightsDirectory.Open(folder.Root),
            Throws.TypeOf<CheckpointException>().With.Message.Contains(message));
    }

    [Test]
    public void TensorInTwoShards_IsRefused()
    {
        Write("two.safetensors", ("a", 1), ("c", 3));
        Assert.That(() => WeightsDirectory.Open(folder.Root),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("two shards"));
    }

    [Test]
    public void DamagedShard_IsRefused_AndTheOthersAreClosed()
    {
        folder.Write("two.safetensors", "nonsense");
        Assert.Throws<WeightsFileException>(() => WeightsDirectory.Open(folder.Root));
        File.Delete(folder["one.safetensors"]);
    }

    [Test]
    public void EveryByteOfTheIndex_Changed_GivesTheTypedError()
    {
        byte[] good = System.Text.Encoding.UTF8.GetBytes(Good.Trim());
        int refused = 0;
        for (int position = 0; position < good.Length; position++)
        {
            foreach (byte value in "\"\\{}[]:,/.0a\0 \u0001"u8)
            {
                byte[] index = (byte[])good.Clone();
                index[position] = value;
                folder.Write(WeightsDirectory.IndexFileName, index);
                try
                {
                    WeightsDirectory.Open(folder.Root).Dispose();
                }
                catch (CheckpointException)
                {
                    refused++;
                }
            }
        }

        Assert.That(refused, Is.GreaterThan(good.Length));
    }

    [Test]
    public void DirectoriesWithoutWeights_SayWhatIsNeeded()
    {
        using var other = new TemporaryFolder();
        Assert.That(
            () => WeightsDirectory.Open(other.Root),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("no weights").And.Message.Contains("model.safetensors"));
        string file = other.Write("tf_model.h5", "x");
        Assert.That(
            () => WeightsDirectory.Open(other.Root),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("tf_model.h5, which is not read here").And.Message.Contains(
                "needs model.safetensors or pytorch_model.bin"));
        Assert.That(() => WeightsDirectory.Open(file), Throws.TypeOf<CheckpointException>().With.Message.Contains("found a file"));
        Assert.That(
            () => WeightsDirectory.Open(other["none"]),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("does not exist"));
    }

    private static float Read(IWeightSource source, string name)
    {
        float[] one = new float[1];
        source.ReadSingles(name, one);
        return one[0];
    }

    private void Write(string file, params (string Name, float Value)[] tensors) => SafetensorsWriter.Write(
        folder[file], tensors.Select(t => SafetensorsTensor.FromSingles(t.Name, [1], (float[])[t.Value])));
}
