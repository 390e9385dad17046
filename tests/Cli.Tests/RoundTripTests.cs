using System.Text.Json;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Cli.Tests;

/// <summary>A model is made, looked at, timed and run.</summary>
[TestFixture]
public sealed class RoundTripTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void CreateFolder() => folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => folder.Dispose();

    [TestCase("trunk", "last_hidden_state,pooler_output")]
    [TestCase("masked-lm", "last_hidden_state,logits,pooler_output")]
    [TestCase("sequence-classification", "last_hidden_state,logits,pooler_output")]
    [TestCase("token-classification", "last_hidden_state,logits,pooler_output")]
    [TestCase("question-answering", "end_logits,last_hidden_state,pooler_output,start_logits")]
    public async Task A_fresh_model_is_inspected_timed_and_run(string modelClass, string outputs)
    {
        string model = folder["model"];
        ToolRun init = (await ToolRun.InProcess(
            "init", "--config", "tiny", "--seed", "3", "--class", modelClass, "--out", model, "--json")).MustSucceed();
        ToolRun inspect = (await ToolRun.InProcess("inspect", model, "--sequence", "16", "--json")).MustSucceed();
        ToolRun bench = (await ToolRun.InProcess(
            "bench", "--model", model, "--batch", "2", "--sequence", "8", "--repeats", "4", "--warmup", "1", "--json"))
            .MustSucceed();
        SafetensorsWriter.Write(
            folder["in.safetensors"], [SafetensorsTensor.FromInt64s("input_ids", [2, 3], new long[] { 1, 2, 3, 4, 5, 6 })]);
        ToolRun forward = (await ToolRun.InProcess(
            "forward", "--model", model, "--inputs", folder["in.safetensors"], "--outputs", folder["out.safetensors"], "--json"))
            .MustSucceed();
        using SafetensorsFile file = SafetensorsFile.Open(folder["out.safetensors"]);
        Assert.Multiple(() =>
        {
            Assert.That(inspect.Json.GetProperty("class").GetString(), Is.EqualTo(modelClass));
            Assert.That(
                inspect.Json.GetProperty("model").GetProperty("parameters").GetInt64(),
                Is.EqualTo(init.Json.GetProperty("parameters").GetInt64()));
            Assert.That(inspect.Json.GetProperty("tensors").GetArrayLength(), Is.GreaterThan(36));
            Assert.That(bench.Json.GetProperty("runs").GetInt32(), Is.EqualTo(4));
            Assert.That(bench.Json.GetProperty("median_seconds").GetDouble(), Is.GreaterThan(0));
            Assert.That(bench.Json.GetProperty("device").GetProperty("kind").GetString(), Is.Not.Empty);
            Assert.That(file.Tensors.Select(tensor => tensor.Name), Is.EqualTo(outputs.Split(',')));
            Assert.That(forward.Json.GetProperty("outputs").GetArrayLength(), Is.EqualTo(file.Tensors.Count));
        });
    }

    [Test]
    public async Task The_genuine_size_has_the_figures_of_the_paper()
    {
        (await ToolRun.InProcess("init", "--config", "base", "--out", folder["base"])).MustSucceed();
        JsonElement report = (await ToolRun.InProcess("inspect", folder["base"], "--json")).MustSucceed().Json;
        double Gigaflops(string model) => report.GetProperty(model).GetProperty("flops").GetInt64() / 1e9;
        Assert.Multiple(() =>
        {
            Assert.That(report.GetProperty("model").GetProperty("trunk_parameters").GetInt64(), Is.EqualTo(51_094_272));
            Assert.That(report.GetProperty("dense_bert").GetProperty("trunk_parameters").GetInt64(), Is.EqualTo(109_486_848));
            Assert.That(Gigaflops("model"), Is.EqualTo(7.40).Within(0.005)); // as many digits as are quoted
            Assert.That(Gigaflops("dense_bert"), Is.EqualTo(22.35).Within(0.005));
        });
    }

    [Test]
    public async Task The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        foreach ((string name, string seed) in ((string, string)[])[("a", "5"), ("b", "5"), ("c", "6")])
        {
            (await ToolRun.InProcess("init", "--config", "tiny", "--seed", seed, "--out", folder[name])).MustSucceed();
        }

        byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(folder[name], "model.safetensors"));
        Assert.That(Bytes("a"), Is.EqualTo(Bytes("b")));
        Assert.That(Bytes("a"), Is.Not.EqualTo(Bytes("c")));
    }

    [Test]
    public async Task A_model_is_not_written_over_another()
    {
        (await ToolRun.InProcess("init", "--config", "tiny", "--out", folder["a"])).MustSucceed();
        (await ToolRun.InProcess("init", "--config", "tiny", "--out", folder["a"])).MustFail(1, "config.json");
    }

    [Test]
    public async Task An_interrupted_init_leaves_nothing()
    {
        var canceled = new CancellationToken(canceled: true);
        ToolRun run = await ToolRun.InProcess([], canceled, "init", "--config", "tiny", "--out", folder["a"]);
        run.MustFail(130, "interrupted");
        Assert.That(folder.Names, Is.Empty);
    }

    [Test]
    public async Task A_sequence_longer_than_the_model_takes_is_refused()
    {
        (await ToolRun.InProcess("init", "--config", "tiny", "--out", folder["a"])).MustSucceed();
        (await ToolRun.InProcess("inspect", folder["a"], "--sequence", "41")).MustFail(2, "--sequence", "40");
        (await ToolRun.InProcess("bench", "--model", folder["a"], "--sequence", "41")).MustFail(1, "input_ids", "40");
    }

    [Test]
    public async Task People_get_tables()
    {
        (await ToolRun.InProcess("init", "--config", "tiny", "--out", folder["a"])).MustSucceed();
        ToolRun some = (await ToolRun.InProcess("inspect", folder["a"])).MustSucceed();
        ToolRun all = (await ToolRun.InProcess("inspect", folder["a"], "--all")).MustSucceed();
        Assert.That(some.Output, Does.Contain("dense BERT").And.Contain("--all"));
        Assert.That(all.Output, Does.Contain("pooler.dense.weight"));
        ToolRun bench = (await ToolRun.InProcess("bench", "--model", folder["a"], "--repeats", "2")).MustSucceed();
        Assert.That(bench.Output, Does.Contain("median").And.Contain("GFLOP/s").And.Contain("threads"));
    }
}
