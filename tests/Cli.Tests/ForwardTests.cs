using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Cli.Tests;

/// <summary><c>forward</c> against the reference's outputs, and with inputs that are wrong.</summary>
[TestFixture]
public sealed class ForwardTests
{
    private const string Case = "b3s17_pad";

    private TemporaryFolder folder = null!;

    private string Inputs => folder["in.safetensors"];

    private string Outputs => folder["out.safetensors"];

    [SetUp]
    public void CreateFolder() => folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => folder.Dispose();

    [Test]
    public async Task Every_output_of_a_padded_batch_is_the_references()
    {
        using SafetensorsFile golden = SafetensorsFile.Open(Path.Combine(FixtureFiles.Golden, "golden.safetensors"));
        SafetensorsWriter.Write(Inputs, InputsOf(golden, Case));
        (await Forward(FixtureFiles.Golden, "--hidden-states", "--attentions")).MustSucceed();
        using SafetensorsFile found = SafetensorsFile.Open(Outputs);
        bool[] isToken = [.. Integers(golden, $"{Case}/attention_mask").Select(value => value != 0)];
        int compared = 0;
        const string Prefix = Case + "/";
        foreach (TensorInfo tensor in golden.Tensors.Where(one => one.Name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            string name = tensor.Name[Prefix.Length..];
            if (!found.TryGetTensor(name, out TensorInfo? own))
            {
                Assert.That(name, Is.AnyOf("input_ids", "attention_mask", "token_type_ids"), "missing");
                continue;
            }

            compared++;
            Assert.That(own.DType, Is.EqualTo(SafetensorsDType.F32));
            Assert.That(own.Shape, Is.EqualTo(tensor.Shape), name);
            if (!name.StartsWith("attentions.", StringComparison.Ordinal))
            {
                Compare(name, Singles(golden, tensor.Name), Singles(found, name), isToken);
            }
        }

        Assert.That(compared, Is.EqualTo(found.Tensors.Count).And.EqualTo(8));
    }

    [Test]
    public async Task Multiple_choice_takes_and_gives_choices()
    {
        using SafetensorsFile golden = SafetensorsFile.Open(Path.Combine(FixtureFiles.Choices, "golden.safetensors"));
        SafetensorsWriter.Write(Inputs, InputsOf(golden, "b3c4s17_pad"));
        (await Forward(FixtureFiles.Choices)).MustSucceed();
        using SafetensorsFile found = SafetensorsFile.Open(Outputs);
        Assert.That(found.GetTensor("logits").Shape, Is.EqualTo(new long[] { 3, 4 }));
        Compare("logits", Singles(golden, "b3c4s17_pad/logits"), Singles(found, "logits"), null);
    }

    [Test]
    public async Task Every_integer_type_and_real_masks_give_the_same()
    {
        byte[] ids = [1, 2, 3, 4];
        SafetensorsTensor mask = SafetensorsTensor.FromSingles("attention_mask", [1, 4], new float[] { 1, 1, 1, 0 });
        float[]? first = null;
        foreach ((SafetensorsDType type, byte[] bytes) in ((SafetensorsDType, byte[])[])
            [
                (SafetensorsDType.U8, ids),
                (SafetensorsDType.I16, [.. ids.SelectMany(id => BitConverter.GetBytes((short)id))]),
                (SafetensorsDType.I32, [.. ids.SelectMany(id => BitConverter.GetBytes((int)id))]),
                (SafetensorsDType.I64, [.. ids.SelectMany(id => BitConverter.GetBytes((long)id))]),
            ])
        {
            SafetensorsWriter.Write(Inputs, [SafetensorsTensor.FromBytes("input_ids", type, [1, 4], bytes), mask]);
            (await Forward(FixtureFiles.Golden)).MustSucceed();
            using SafetensorsFile found = SafetensorsFile.Open(Outputs);
            float[] logits = Singles(found, "logits");
            Assert.That(logits, Is.EqualTo(first ??= logits), $"{type}");
        }
    }

    [Test]
    public async Task Embeddings_replace_ids()
    {
        SafetensorsWriter.Write(Inputs, [SafetensorsTensor.FromSingles("inputs_embeds", [1, 2, 32], new float[64])]);
        (await Forward(FixtureFiles.Golden)).MustSucceed();
        SafetensorsWriter.Write(Inputs, [SafetensorsTensor.FromSingles("inputs_embeds", [1, 2, 31], new float[62])]);
        (await Forward(FixtureFiles.Golden)).MustFail(1, "inputs_embeds", "[B, S, 32]", "F32 [1, 2, 31]");
    }

    [TestCase("labels", new long[] { 1, 2 }, "expected input_ids", "'labels'")]
    [TestCase("attention_mask", new long[] { 1, 3 }, "attention_mask", "[1, 2]", "I64 [1, 3]")]
    [TestCase("attention_mask", new long[] { 1, 2, 2 }, "attention_mask", "[B, S, S]")]
    [TestCase("token_type_ids", new long[] { 2 }, "token_type_ids", "[1, 2]", "I64 [2]")]
    [TestCase("position_ids", new long[] { 2, 2 }, "position_ids", "[1, 2]")]
    public async Task A_second_tensor_that_does_not_fit_is_named(string name, long[] shape, params string[] said)
    {
        long[] values = new long[shape.Aggregate((product, size) => product * size)];
        SafetensorsTensor ids = SafetensorsTensor.FromInt64s("input_ids", [1, 2], new long[] { 1, 2 });
        SafetensorsWriter.Write(Inputs, [ids, SafetensorsTensor.FromInt64s(name, shape, values)]);
        (await Forward(FixtureFiles.Golden)).MustFail(1, said);
        Assert.That(folder.Names, Is.EqualTo(new[] { "in.safetensors" }));
    }

    [TestCase(new long[] { 2 }, 1, "input_ids", "[B, S]", "I64 [2]")]
    [TestCase(new long[] { 1, 1, 2 }, 1, "input_ids", "[B, S]", "I64 [1, 1, 2]")]
    [TestCase(new long[] { 1, 2 }, 99, "input_ids", "99", "vocab_size")]
    [TestCase(new long[] { 1, 2 }, 1L << 40, "input_ids", "1099511627776", "32-bit")]
    [TestCase(new long[] { 1, 2 }, -1, "input_ids", "-1")]
    public async Task Ids_that_do_not_fit_are_refused(long[] shape, long value, params string[] said)
    {
        SafetensorsWriter.Write(Inputs, [SafetensorsTensor.FromInt64s("input_ids", shape, new[] { 1, value })]);
        (await Forward(FixtureFiles.Golden)).MustFail(1, said);
    }

    [Test]
    public async Task Files_that_are_none_are_named()
    {
        folder.Write("in.safetensors", "short");
        (await Forward(FixtureFiles.Golden)).MustFail(1, "in.safetensors", "5 bytes");
        File.Delete(Inputs);
        (await Forward(FixtureFiles.Golden)).MustFail(1, "in.safetensors", "does not exist");
        SafetensorsWriter.Write(Inputs, []);
        (await Forward(FixtureFiles.Golden)).MustFail(1, "in.safetensors", "input_ids", "neither");
    }

    private Task<ToolRun> Forward(string model, params string[] more) => ToolRun.InProcess(
        ["forward", "--model", model, "--inputs", Inputs, "--outputs", Outputs, "--device", "cpu", .. more]);

    private static IEnumerable<SafetensorsTensor> InputsOf(SafetensorsFile golden, string name) =>
        ((string[])["input_ids", "attention_mask", "token_type_ids"]).Select(
            input => SafetensorsTensor.FromSource(golden, $"{name}/{input}", input));

    private static long[] Integers(SafetensorsFile file, string name)
    {
        long[] values = new long[file.GetTensor(name).ElementCount];
        file.ReadInt64s(name, values);
        return values;
    }

    private static float[] Singles(SafetensorsFile file, string name)
    {
        float[] values = new float[file.GetTensor(name).ElementCount];
        file.ReadSingles(name, values);
        return values;
    }

    // What padding holds is nobody's business, so that only tokens are compared where there is a value for each.
    private static void Compare(string name, float[] expected, float[] found, bool[]? isToken)
    {
        int width = isToken is not null && expected.Length % isToken.Length == 0 ? expected.Length / isToken.Length : 0;
        for (int i = 0; i < expected.Length; i++)
        {
            if (width == 0 || isToken![i / width])
            {
                Assert.That(found[i], Is.EqualTo(expected[i]).Within(2e-5), $"{name} at {i}"); // float32 in two implementations
            }
        }
    }
}
