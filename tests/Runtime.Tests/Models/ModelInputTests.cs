using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Models;


namespace SqueezeBert.Gpu.Runtime.Tests.Models;

/// <summary>Inputs that cannot run are refused by name, before anything runs.</summary>
public sealed class ModelInputTests
{
    private static IEnumerable<TestCaseData> Wrong()
    {
        int[] ids = [1, 2, 3, 4, 5, 6];
        ModelInputs Good(int batch = 2, int length = 3) => new() { BatchSize = batch, SequenceLength = length, InputIds = ids };
        yield return Case("input_ids: -1 at element 2, expected 0 to 59 (vocab_size is 60)", new()
        {
            BatchSize = 1,
            SequenceLength = 3,
            InputIds = new[] { 0, 59, -1 },
        });
        yield return Case("input_ids: 60 at element 0", new() { BatchSize = 1, SequenceLength = 1, InputIds = new[] { 60 } });
        yield return Case("input_ids: 6 elements, expected 8", Good(length: 4));
        yield return Case("input_ids: batch size is 0", Good(batch: 0));
        yield return Case("input_ids: 25 tokens, expected at most 24 (max_position_embeddings)", new()
        {
            BatchSize = 1,
            SequenceLength = 25,
            InputIds = new int[25],
        });
        yield return Case("expected either input_ids or inputs_embeds, found neither", new() { BatchSize = 1, SequenceLength = 1 });
        yield return Case("found both", new()
        {
            BatchSize = 1,
            SequenceLength = 1,
            InputIds = new int[1],
            InputEmbeddings = new float[32],
        });
        yield return Case("inputs_embeds: 31 elements, expected 32 (rows x sequence length x hidden_size)", new()
        {
            BatchSize = 1,
            SequenceLength = 1,
            InputEmbeddings = new float[31],
        });
        yield return Case("token_type_ids: 2 at element 5, expected 0 to 1 (type_vocab_size is 2)", new()
        {
            BatchSize = 2,
            SequenceLength = 3,
            InputIds = ids,
            TokenTypeIds = new[] { 0, 0, 1, 1, 1, 2 },
        });
        yield return Case("position_ids: 24 at element 1, expected 0 to 23 (max_position_embeddings is 24)", new()
        {
            BatchSize = 2,
            SequenceLength = 3,
            InputIds = ids,
            PositionIds = new[] { 0, 24, 1 },
        });
        yield return Case("position_ids: 4 elements", new()
        {
            BatchSize = 2,
            SequenceLength = 3,
            InputIds = ids,
            PositionIds = new int[4],
        });
        yield return Case("attention_mask: 2 in row 1, expected 0 or 1", new()
        {
            BatchSize = 2,
            SequenceLength = 3,
            InputIds = ids,
            AttentionMask = new[] { 1, 1, 1, 1, 2, 1 },
        });
        yield return Case("attention_mask: row 1 leaves every token out", new()
        {
            BatchSize = 2,
            SequenceLength = 3,
            InputIds = ids,
            AttentionMask = new[] { 1, 1, 1, 0, 0, 0 },
        });
        yield return Case("attention_mask: a mask for each pair of tokens", new()
        {
            BatchSize = 2,
            SequenceLength = 3,
            InputIds = ids,
            AttentionMask = Enumerable.Repeat(1, 18).ToArray(),
        });

        static TestCaseData Case(string message, ModelInputs inputs) => new TestCaseData(message, inputs).SetArgDisplayNames(message);
    }

    [TestCaseSource(nameof(Wrong))]
    public void Says(string message, ModelInputs inputs)
    {
        using var folder = new TemporaryFolder();
        TinyModels.Write(TinyModels.SqueezeBert, folder.Root);
        using Model model = Model.Load(folder.Root);
        using ComputeDevice device = ComputeDevices.Open(DeviceKind.Cpu, new DeviceOptions { Threads = 1 });
        using ModelSession session = model.CreateSession(device);
        Assert.That(() => session.Run(inputs), Throws.TypeOf<ModelInputException>().With.Message.Contains(message));
    }

    [Test]
    public void Says_that_a_result_fits_no_array()
    {
        using var folder = new TemporaryFolder();
        TinyModels.Write(TinyModels.SqueezeBert, folder.Root);
        using Model model = Model.Load(folder.Root);
        using ComputeDevice device = ComputeDevices.Open(DeviceKind.Cpu, new DeviceOptions { Threads = 1 });
        using ModelSession session = model.CreateSession(device);
        const int Length = 24;
        int heads = model.Configuration.HeadCount;
        int rows = (Array.MaxLength / (heads * Length * Length)) + 1;
        var inputs = new ModelInputs { BatchSize = rows, SequenceLength = Length, InputIds = new int[rows * Length] };
        Assert.That(
            () => session.Run(inputs, OutputSelection.Attentions),
            Throws.TypeOf<ModelInputException>().With.Message.EqualTo(
                $"input_ids: {rows} sequences of {Length} tokens make attentions.0 [{rows}, {heads}, {Length}, {Length}], expected at " +
                $"most {Array.MaxLength} elements of a result; divide the batch"));
    }
}
