using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Models;
using SqueezeBert.Gpu.Passes;
using SqueezeBert.Gpu.Runtime.Tests.Models;

namespace SqueezeBert.Gpu.Runtime.Tests.Passes;

/// <summary>When the layers' halves fuse along their groups, and each reason to leave them alone.</summary>
public sealed class GroupFusionTests
{
    private const int Channels = 12;
    private const int Wide = 24;
    private static readonly TensorType Rows = TensorType.F32(Axis.Tokens, Axis.Channels(Channels));

    [TestCase("tiny", 2)]
    [TestCase("tiny-f16", 2)]
    [TestCase("tiny-bf16", 2)]
    [TestCase("odd", 0)]
    [TestCase("bert", 0)]
    public void Reference_models_fuse_where_their_groups_agree(string family, int layers)
    {
        foreach (string directory in GoldenCase.All(family).Select(one => one.Directory).Distinct())
        {
            using Model model = Model.Load(directory);
            Operation[] operations = [.. model.BuildGraph().Nodes.Select(node => node.Operation)];
            Assert.That(operations.OfType<GroupedSelfAttention>().Count(), Is.EqualTo(layers), directory);
            Assert.That(operations.OfType<GroupedFeedForward>().Count(), Is.EqualTo(layers), directory);
        }
    }

    [Test]
    public void Attention_fuses_with_its_projections([Values] bool hasKeyMask)
    {
        Node fused = Attention(groups: 2, heads: 4, hasKeyMask: hasKeyMask).Nodes.Single();
        Assert.That(fused.Operation, Is.EqualTo(new GroupedSelfAttention(2, 4, hasKeyMask)));
        string[] inputs = ["x", "q.w", "k.w", "v.w", "q.b", "k.b", "v.b", "offsets"];
        Assert.That(fused.Inputs.Select(input => input.Name), Is.EqualTo(hasKeyMask ? [.. inputs, "mask"] : inputs));
    }

    [TestCase(1, 4, 1, ScoresKind.None, null, Description = "one group")]
    [TestCase(4, 2, 4, ScoresKind.None, null, Description = "fewer heads than groups")]
    [TestCase(4, 6, 4, ScoresKind.None, null, Description = "heads that cross groups")]
    [TestCase(2, 4, 4, ScoresKind.None, null, Description = "other groups for the values")]
    [TestCase(2, 4, 2, ScoresKind.BeforeSoftmax, null, Description = "scores are wanted")]
    [TestCase(2, 4, 2, ScoresKind.Probabilities, null, Description = "probabilities are wanted")]
    [TestCase(2, 4, 2, ScoresKind.None, "k", Description = "keys are wanted")]
    public void Attention_is_left_alone(int groups, int heads, int valueGroups, ScoresKind scores, string? wanted)
    {
        ComputeGraph graph = Attention(groups, heads, valueGroups, scores, wanted);
        Assert.That(graph.Nodes.Select(node => node.Operation.Name).Distinct(), Is.EqualTo(new[] { "GroupedConvolution", "SelfAttention" }));
    }

    [Test]
    public void Feed_forward_fuses_with_the_norms_on_either_side()
    {
        Node fused = FeedForward(innerGroups: 3, outerGroups: 3).Nodes.Single();
        Assert.That(fused.Operation, Is.EqualTo(new GroupedFeedForward(3, "gelu", 1e-5f)));
        Assert.That(
            fused.Inputs.Select(input => input.Name),
            Is.EqualTo(new[] { "x", "scale 1", "shift 1", "inner.w", "inner.b", "outer.w", "outer.b", "scale 2", "shift 2" }));
    }

    [TestCase(1, 1, "h", true, null, Description = "one group")]
    [TestCase(2, 3, "h", true, null, Description = "other groups for the second convolution")]
    [TestCase(2, 2, "other", true, null, Description = "a residual that the first convolution does not read")]
    [TestCase(2, 2, null, true, null, Description = "no residual")]
    [TestCase(2, 2, "h", false, null, Description = "no activation")]
    [TestCase(2, 2, "h", true, "h", Description = "the first norm is wanted")]
    [TestCase(2, 2, "h", true, "activated", Description = "the wide tensor is wanted")]
    [TestCase(2, 2, "h", true, "outer", Description = "the second convolution is wanted")]
    [TestCase(2, 2, "h", true, "sum", Description = "the sum is wanted")]
    public void Feed_forward_is_left_alone(int innerGroups, int outerGroups, string? residual, bool isActivated, string? wanted)
    {
        ComputeGraph graph = FeedForward(innerGroups, outerGroups, residual, isActivated, wanted);
        Assert.That(graph.Nodes.Count(node => node.Operation is LayerNormalization), Is.EqualTo(2));
        Assert.That(graph.Nodes.Count(node => node.Operation is GroupedConvolution), Is.EqualTo(2));
    }

    [Test]
    public void Feed_forward_between_norms_that_differ_is_left_alone() => Assert.That(
        FeedForward(2, 2, epsilon: 1e-6f).Nodes.Select(node => node.Operation), Has.None.InstanceOf<GroupedFeedForward>());

    [Test]
    public void Feed_forward_behind_no_norm_is_left_alone() => Assert.That(
        FeedForward(2, 2, isNormalized: false).Nodes.Select(node => node.Operation), Has.None.InstanceOf<GroupedFeedForward>());

    private static ComputeGraph Attention(
        int groups, int heads, int? valueGroups = null, ScoresKind scores = ScoresKind.None, string? wanted = null, bool hasKeyMask = false)
    {
        var graph = new GraphBuilder();
        var values = new Dictionary<string, Value> { ["x"] = graph.Input("x", Rows) };
        foreach (string name in (ReadOnlySpan<string>)["q", "k", "v"])
        {
            values[name] = Convolution(graph, name, values["x"], Channels, name == "v" ? valueGroups ?? groups : groups);
        }

        Value offsets = graph.Input("offsets", TensorType.I32(Axis.Offsets));
        Value? mask = hasKeyMask ? graph.Input("mask", TensorType.I32(Axis.Tokens)) : null;
        (Value context, Value? reported) =
            graph.SelfAttention("attention", values["q"], values["k"], values["v"], offsets, mask, heads, scores);
        graph.Output("context", context);
        if (reported is not null)
        {
            graph.Output("scores", reported);
        }

        return Rewritten(graph, values, wanted);
    }

    private static ComputeGraph FeedForward(
        int innerGroups,
        int outerGroups,
        string? residual = "h",
        bool isActivated = true,
        string? wanted = null,
        bool isNormalized = true,
        float epsilon = 1e-5f)
    {
        var graph = new GraphBuilder();
        var values = new Dictionary<string, Value> { ["x"] = graph.Input("x", Rows), ["other"] = graph.Input("other", Rows) };
        values["h"] = isNormalized ? Norm(graph, 1, values["x"], 1e-5f) : values["x"];
        Value wide = Convolution(graph, "inner", values["h"], Wide, innerGroups);
        values["activated"] = isActivated ? graph.Activation("activated", wide, "gelu") : wide;
        values["outer"] = Convolution(graph, "outer", values["activated"], Channels, outerGroups);
        values["sum"] = residual is null ? values["outer"] : graph.Add("sum", values["outer"], values[residual]);
        graph.Output("norm", Norm(graph, 2, values["sum"], epsilon));
        return Rewritten(graph, values, wanted);
    }

    private static Value Norm(GraphBuilder graph, int index, Value x, float epsilon)
    {
        TensorType vector = TensorType.F32(Axis.Channels(Channels));
        Value scale = graph.Weight($"scale {index}", vector);
        return graph.LayerNormalization($"norm {index}", x, scale, graph.Weight($"shift {index}", vector), epsilon);
    }

    private static Value Convolution(GraphBuilder graph, string name, Value x, int channels, int groups) => graph.GroupedConvolution(
        name,
        x,
        graph.Weight($"{name}.w", TensorType.F32(new Axis("out", channels), Axis.Channels(x.Type.Channels / groups))),
        graph.Weight($"{name}.b", TensorType.F32(Axis.Channels(channels))),
        groups);

    private static ComputeGraph Rewritten(GraphBuilder graph, Dictionary<string, Value> values, string? wanted)
    {
        if (wanted is not null)
        {
            graph.Output(wanted, values[wanted]);
        }

        return GraphPasses.Apply(graph.Build());
    }
}
