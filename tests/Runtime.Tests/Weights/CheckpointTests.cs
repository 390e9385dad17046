using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Runtime.Tests.Weights;

/// <summary>
/// Binding the tensors of a checkpoint to the weights of a model, however they were named when they were saved.
/// </summary>
public sealed class CheckpointTests
{
    private static readonly ExpectedTensor[] Trunk =
    [
        ExpectedTensor.Required("embeddings.word_embeddings.weight", [3, 2]),
        ExpectedTensor.Required("embeddings.LayerNorm.weight", [2]),
        ExpectedTensor.Required("embeddings.LayerNorm.bias", [2]),
    ];

    private static readonly ExpectedTensor[] MaskedLanguageModel =
    [
        .. Trunk,
        ExpectedTensor.Required("cls.predictions.bias", [3], "cls.predictions.decoder.bias"),
        ExpectedTensor.Optional("cls.predictions.decoder.weight", [3, 2]),
    ];

    private static readonly string[] BareTrunk =
        ["embeddings.word_embeddings.weight:3,2", "embeddings.LayerNorm.weight:2", "embeddings.LayerNorm.bias:2"];

    private TemporaryFolder folder = null!;

    [SetUp]
    public void Open() => folder = new TemporaryFolder();

    [TearDown]
    public void Close() => folder.Dispose();

    [TestCase("")]
    [TestCase("transformer.")]
    public void Trunk_BindsWithAndWithoutPrefix(string prefix)
    {
        BoundCheckpoint bound = Bind(Trunk, [.. BareTrunk.Select(tensor => prefix + tensor)]);
        Assert.That(bound.Count, Is.EqualTo(3));
        Assert.That(bound["embeddings.LayerNorm.bias"].Info.Name, Is.EqualTo(prefix + "embeddings.LayerNorm.bias"));
        float[] read = new float[6];
        bound["embeddings.word_embeddings.weight"].ReadSingles(read);
        Assert.That(read, Is.EqualTo((float[])[0, 1, 2, 3, 4, 5]));
        Assert.Throws<KeyNotFoundException>(() => _ = bound["other"]);
    }

    [Test]
    public void PrefixOfTheOtherFamily_DoesNotBind()
    {
        string[] tensors = [.. BareTrunk.Select(tensor => "bert." + tensor)];
        Assert.That(Problems(Trunk, tensors), Has.Exactly(3).Property("Kind").EqualTo(CheckpointProblemKind.Missing));
        using SafetensorsFile file = Write(tensors);
        Assert.That(Checkpoint.Bind(file, Trunk, CheckpointNaming.Bert).Count, Is.EqualTo(3));
    }

    [TestCase("transformer.")]
    [TestCase("")]
    public void OldNormNamesAndBuffers_AreUnderstood(string prefix)
    {
        BoundCheckpoint bound = Bind(
            Trunk,
            prefix + "embeddings.word_embeddings.weight:3,2", prefix + "embeddings.LayerNorm.gamma:2",
            prefix + "embeddings.LayerNorm.beta:2", prefix + "embeddings.position_ids:1,7");
        Assert.That(bound["embeddings.LayerNorm.weight"].Info.Name, Does.EndWith("gamma"));
        Assert.That(bound["embeddings.LayerNorm.bias"].Info.Name, Does.EndWith("beta"));
        Assert.That(bound.Unused.Single().Name, Is.EqualTo(prefix + "embeddings.position_ids"));
    }

    [Test]
    public void LowerCaseNorms_HaveOldNamesToo()
    {
        BoundCheckpoint bound = Bind(
            [ExpectedTensor.Required("encoder.layers.0.output.layernorm.weight", [2])],
            "encoder.layers.0.output.layernorm.gamma:2");
        Assert.That(bound.Count, Is.EqualTo(1));
    }

    [Test]
    public void TiedDecoder_MayBeAbsentOrPresent_ButNotMisshapen()
    {
        string[] tied = [.. BareTrunk, "cls.predictions.bias:3"];
        Assert.That(Bind(MaskedLanguageModel, tied).TryGet("cls.predictions.decoder.weight", out _), Is.False);
        Assert.That(
            Bind(MaskedLanguageModel, [.. tied, "cls.predictions.decoder.weight:3,2"]).TryGet("cls.predictions.decoder.weight",
                out _),
            Is.True);
        CheckpointProblem problem = Problems(MaskedLanguageModel, [.. tied, "cls.predictions.decoder.weight:2,3"]).Single();
        Assert.That(problem.Kind, Is.EqualTo(CheckpointProblemKind.WrongShape));
        Assert.That((problem.Expected, problem.Found), Is.EqualTo(("[3, 2]", "F32 [2, 3]")));
    }

    [Test]
    public void UntiedDecoder_IsRequired()
    {
        ExpectedTensor[] untied =
            [.. MaskedLanguageModel[..^1], ExpectedTensor.Required("cls.predictions.decoder.weight", [3, 2])];
        Assert.That(Problems(untied, [.. BareTrunk, "cls.predictions.bias:3"]).Single().Tensor,
            Is.EqualTo("cls.predictions.decoder.weight"));
    }

    [Test]
    public void DecoderBias_IsEitherName()
    {
        const string Canonical = "cls.predictions.bias";
        string[] second = [.. BareTrunk, "cls.predictions.decoder.bias:3"];
        Assert.That(Bind(MaskedLanguageModel, second)[Canonical].Info.Name, Is.EqualTo("cls.predictions.decoder.bias"));
        BoundCheckpoint both = Bind(MaskedLanguageModel, [.. second, "cls.predictions.bias:3"]);
        Assert.That(both[Canonical].Info.Name, Is.EqualTo(Canonical));
        Assert.That(both.Unused.Single().Name, Is.EqualTo("cls.predictions.decoder.bias"));
        Assert.That(
            Problems(MaskedLanguageModel,
                [.. BareTrunk, "cls.predictions.bias:3", "cls.predictions.decoder.bias:4"]).Single().Kind,
            Is.EqualTo(CheckpointProblemKind.WrongShape));
    }

    [Test]
    public void HeadsOfOtherClasses_AreRefusedOrPassedOver_ByTheRule()
    {
        string[] classifier = [.. BareTrunk, "classifier.weight:2,2", "classifier.bias:2"];
        Assert.That(Problems(Trunk, classifier), Has.Exactly(2).Property("Kind").EqualTo(CheckpointProblemKind.Unexpected));
        using SafetensorsFile file = Write(classifier);
        BoundCheckpoint bound = Checkpoint.Bind(file, Trunk, CheckpointNaming.SqueezeBert, UnexpectedTensors.AllowOtherHeads);
        Assert.That(bound.Unused, Has.Count.EqualTo(2));
        using SafetensorsFile stray = Write([.. BareTrunk, "embeddings.stray:1"]);
        Assert.Throws<CheckpointException>(
            () => Checkpoint.Bind(stray, Trunk, CheckpointNaming.SqueezeBert, UnexpectedTensors.AllowOtherHeads));
        using SafetensorsFile bare = Write(BareTrunk);
        Assert.Throws<CheckpointException>(
            () => Checkpoint.Bind(bare, MaskedLanguageModel, CheckpointNaming.SqueezeBert, UnexpectedTensors.AllowOtherHeads));
    }

    [Test]
    public void UnusedPoolerAndSentenceOrderHead_ArePassedOver()
    {
        BoundCheckpoint bound = Bind(Trunk, [.. BareTrunk, "pooler.dense.weight:2,2", "cls.seq_relationship.bias:2"]);
        Assert.That(bound.Unused, Has.Count.EqualTo(2));
    }

    [Test]
    public void EverythingWrong_IsReportedAtOnce()
    {
        CheckpointException error = Refuse(
            Trunk, "embeddings.word_embeddings.weight:2,3", "embeddings.LayerNorm.weight:2",
            "transformer.embeddings.LayerNorm.weight:2",
            "stray:5");
        Assert.That(error.Message, Does.Contain("4 tensors do not fit the model"));
        Assert.That(error.Message, Does.Contain("'embeddings.word_embeddings.weight' expected [3, 2], found F32 [2, 3]"));
        Assert.That(error.Message, Does.Contain("'embeddings.LayerNorm.bias' is missing, expected [2]"));
        Assert.That(error.Message, Does.Contain("'stray' is unexpected, found F32 [5]"));
        Assert.That(error.Message,
            Does.Contain("'transformer.embeddings.LayerNorm.weight' takes a place that 'embeddings.LayerNorm.weight' has"));
    }

    [Test]
    public void LongLists_AreCutShort()
    {
        ExpectedTensor[] many = [.. Enumerable.Range(0, 1000).Select(i => ExpectedTensor.Required($"w{i}", [1]))];
        CheckpointException error = Refuse(many, "w0:1");
        Assert.That(error.Problems, Has.Count.EqualTo(999));
        Assert.That(error.Message, Does.Contain("999 tensors").And.EndWith("and 979 more"));
        Assert.That(error.Message.Split(';'), Has.Length.EqualTo(21));
    }

    [Test]
    public void IntegersForWeights_AreRefused()
    {
        SafetensorsWriter.Write(folder["a"], [SafetensorsTensor.FromInt64s("w", [1], new long[1])]);
        using SafetensorsFile file = SafetensorsFile.Open(folder["a"]);
        CheckpointException error = Assert.Throws<CheckpointException>(
            () => Checkpoint.Bind(file, [ExpectedTensor.Required("w", [1])], CheckpointNaming.SqueezeBert))!;
        Assert.That(error.Problems.Single().Kind, Is.EqualTo(CheckpointProblemKind.WrongType));
    }

    private BoundCheckpoint Bind(ExpectedTensor[] expected, params string[] tensors) =>
        Checkpoint.Bind(Write(tensors), expected, CheckpointNaming.SqueezeBert);

    private CheckpointException Refuse(ExpectedTensor[] expected, params string[] tensors) =>
        Assert.Throws<CheckpointException>(() => Bind(expected, tensors))!;

    private IReadOnlyList<CheckpointProblem> Problems(ExpectedTensor[] expected, params string[] tensors) =>
        Refuse(expected, tensors).Problems;

    /// <summary>Writes tensors given as <c>name:shape</c>, filled with 0, 1, 2, ...</summary>
    private SafetensorsFile Write(params string[] tensors)
    {
        string path = folder[Path.GetRandomFileName()];
        SafetensorsWriter.Write(path, tensors.Select(text =>
        {
            string[] parts = text.Split(':');
            long[] shape = [.. parts[1].Split(',').Select(long.Parse)];
            int count = (int)shape.Aggregate(1L, (product, axis) => product * axis);
            return SafetensorsTensor.FromSingles(parts[0], shape, Enumerable.Range(0, count).Select(i => (float)i).ToArray());
        }));
        return SafetensorsFile.Open(path);
    }
}
