using SqueezeBert.Gpu.Configuration;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Models;
using SqueezeBert.Gpu.Passes;
using SqueezeBert.Gpu.Runtime.Tests.Models;

namespace SqueezeBert.Gpu.Runtime.Tests.Passes;

/// <summary>What the rewrites make of whole models; that results stay equal is proved by <see cref="GoldenTests"/>.</summary>
public sealed class GraphPassTests
{
    private static readonly GraphVariant Plain = new(GivenEmbeddings: false, HasKeyMask: false, OutputSelection.Logits);
    private static readonly GraphVariant WithAttentions = Plain with { Outputs = OutputSelection.Attentions };

    [Test]
    public void The_genuine_configuration_runs_three_operations_a_layer()
    {
        ComputeGraph graph = Rewritten(TinyModels.SqueezeBert, Plain);
        Assert.That(Names(graph), Is.EqualTo(new[]
        {
            "EmbeddingNormalization",
            "GroupedSelfAttention", "GroupedConvolution", "GroupedFeedForward",
            "GroupedSelfAttention", "GroupedConvolution", "GroupedFeedForward",
            "FirstToken", "GroupedConvolution",
        }));
    }

    [Test]
    public void Groups_that_do_not_agree_run_nine_operations_a_layer()
    {
        ComputeGraph graph = Rewritten(TinyModels.UnequalGroups with { LayerCount = 1 }, Plain);
        Assert.That(Names(graph), Is.EqualTo(new[]
        {
            "EmbeddingNormalization",
            "GroupedConvolution", "GroupedConvolution", "GroupedConvolution", "SelfAttention", "GroupedConvolution",
            "LayerNormalization", "GroupedConvolution", "GroupedConvolution", "LayerNormalization",
            "FirstToken", "GroupedConvolution",
        }));
    }

    [TestCase(OutputSelection.HiddenStates)]
    [TestCase(OutputSelection.Attentions)]
    public void What_is_returned_beside_the_logits_does_not_take_a_feed_forward_apart(OutputSelection outputs) => Assert.That(
        Names(Rewritten(TinyModels.SqueezeBert, Plain with { Outputs = outputs })).Count(name => name == "GroupedFeedForward"),
        Is.EqualTo(2));

    [Test]
    public void Queries_keys_and_values_merge_only_when_their_groups_agree()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Projections(TinyModels.SqueezeBert), Is.All.EqualTo(3).And.Exactly(2).Items);
            Assert.That(Projections(TinyModels.UnequalGroups), Is.Empty);
            Assert.That(Projections(TinyModels.SqueezeBert with { ValueGroups = 2 }), Is.Empty);
        });

        // Scores are wanted, so that the projections stay apart from the attention.
        static IEnumerable<int> Projections(ModelConfiguration configuration) => Rewritten(configuration, WithAttentions).Nodes
            .Select(node => node.Operation).OfType<GroupedConvolution>()
            .Select(operation => operation.Projections).Where(projections => projections > 1);
    }

    [Test]
    public void Every_bias_activation_and_residual_is_taken_along()
    {
        foreach (ModelConfiguration configuration in new[] { TinyModels.SqueezeBert, TinyModels.UnequalGroups })
        {
            foreach (ModelClass modelClass in Enum.GetValues<ModelClass>())
            {
                string[] left = [.. Names(Rewritten(configuration with { ModelClass = modelClass }, Plain))
                    .Intersect(["Add", "AddChannelBias", "Activation", "EmbeddingLookup"])];
                Assert.That(left, Is.Empty, $"{modelClass}");
            }
        }
    }

    [Test]
    public void Word_embeddings_that_come_from_outside_are_fused_too()
    {
        ComputeGraph graph = Rewritten(TinyModels.SqueezeBert, Plain with { GivenEmbeddings = true });
        Assert.That(graph.Nodes[0].Operation, Is.EqualTo(new EmbeddingNormalization(1e-12f, GivenRows: true)));
    }

    [Test]
    public void A_value_that_is_wanted_or_used_twice_survives()
    {
        var builder = new GraphBuilder();
        TensorType rows = TensorType.F32(Axis.Tokens, Axis.Channels(4));
        Value x = builder.Input("x", rows);
        TensorType vector = TensorType.F32(Axis.Channels(4));
        Value weight = builder.Weight("w", TensorType.F32(new Axis("out", 4), Axis.Channels(4)));
        Value biased = builder.GroupedConvolution("c", x, weight, builder.Weight("b", vector), 1);
        Value activated = builder.Activation("a", biased, "gelu");
        Value sum = builder.Add("s", activated, x);
        Value norm = builder.LayerNormalization("n", sum, builder.Weight("g", vector), builder.Weight("h", vector), 1e-5f);
        builder.Output("biased", biased);
        builder.Output("sum", sum);
        builder.Output("norm", norm);

        ComputeGraph graph = GraphPasses.Apply(builder.Build());

        // The bias joins its convolution, whose result is still made; activation and residual must stay apart.
        Assert.That(Names(graph), Is.EqualTo(new[] { "GroupedConvolution", "Activation", "Add", "LayerNormalization" }));
        Assert.That(graph.Outputs.Values, Is.EquivalentTo(new[] { biased, sum, norm }));
    }

    [Test]
    public void Rewriting_twice_changes_nothing()
    {
        ComputeGraph once = Rewritten(TinyModels.SqueezeBert, Plain);
        Assert.That(GraphPasses.Apply(once), Is.SameAs(once));
    }

    [Test]
    public void Rewriting_keeps_the_work()
    {
        var batch = new BatchShape(2, 30, 17);
        ComputeGraph plain = Build(TinyModels.SqueezeBert, Plain);
        Assert.That(GraphPasses.Apply(plain).FloatingPointOperations(batch), Is.EqualTo(plain.FloatingPointOperations(batch)));
    }

    private static ComputeGraph Rewritten(ModelConfiguration configuration, GraphVariant variant) =>
        GraphPasses.Apply(Build(configuration, variant));

    private static ComputeGraph Build(ModelConfiguration configuration, GraphVariant variant) =>
        EncoderGraph.Build(configuration, ModelWeights.For(configuration, configuration.ModelClass), variant);

    private static IEnumerable<string> Names(ComputeGraph graph) => graph.Nodes.Select(node => node.Operation.Name);
}
