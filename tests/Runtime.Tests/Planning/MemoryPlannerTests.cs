using CsCheck;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Models;
using SqueezeBert.Gpu.Passes;
using SqueezeBert.Gpu.Planning;
using SqueezeBert.Gpu.Runtime.Tests.Models;

namespace SqueezeBert.Gpu.Runtime.Tests.Planning;

/// <summary>The planner without any device.</summary>
public sealed class MemoryPlannerTests
{
    private const string Seed = "0000KOIPe036";

    [Test]
    public void Nothing_that_lives_at_the_same_time_overlaps() => Gen
        .Select(Gen.Int[1, 40], Gen.Int[1, 200], Gen.Bool, Gen.Bool)
        .Sample(
            (sentences, longest, rewrite, everything) =>
            {
                ComputeGraph graph = Graph(rewrite, everything);
                var batch = new BatchShape(sentences, sentences * longest, longest);
                Check(graph, MemoryPlanner.Plan(graph, batch, Scratch), batch);
            },
            seed: Seed, iter: 60);

    [Test]
    public void The_arena_is_no_larger_than_what_lives_together()
    {
        ComputeGraph graph = Graph(rewrite: true, everything: false);
        var batch = new BatchShape(1, 128, 128);
        MemoryPlan plan = MemoryPlanner.Plan(graph, batch);

        // The lower bound is the busiest moment. Greedy by size reaches it on a chain like this one.
        long busiest = Enumerable.Range(0, graph.Nodes.Length).Max(at => Alive(graph, at).Sum(value => plan.Results[value].Length));
        Assert.That(plan.Length, Is.EqualTo(busiest));
    }

    [Test]
    public void A_layer_more_needs_no_more_memory()
    {
        var batch = new BatchShape(4, 100, 40);
        long Length(int layers)
        {
            var configuration = TinyModels.SqueezeBert with { LayerCount = layers };
            ComputeGraph graph = EncoderGraph.Build(
                configuration, ModelWeights.For(configuration, configuration.ModelClass), new GraphVariant(false, false, default));
            return MemoryPlanner.Plan(GraphPasses.Apply(graph), batch).Length;
        }

        Assert.That(Length(12), Is.EqualTo(Length(2)));
    }

    [Test]
    public void Lifetimes_reach_from_the_maker_to_the_last_reader()
    {
        ComputeGraph graph = Graph(rewrite: true, everything: true);
        foreach ((Value value, Lifetime life) in MemoryPlanner.Lifetimes(graph))
        {
            int[] alive = [.. Enumerable.Range(0, graph.Nodes.Length).Where(at => Alive(graph, at).Contains(value))];
            Assert.Multiple(() =>
            {
                Assert.That(life.First, Is.EqualTo(alive[0]), value.Name);
                Assert.That(
                    life.Last, Is.EqualTo(graph.Outputs.ContainsValue(value) ? graph.Nodes.Length : alive[^1]), value.Name);
            });
        }
    }

    private static ComputeGraph Graph(bool rewrite, bool everything)
    {
        OutputSelection outputs = everything
            ? OutputSelection.HiddenStates | OutputSelection.Attentions | OutputSelection.PoolerOutput
            : OutputSelection.Logits;
        ComputeGraph graph = EncoderGraph.Build(
            TinyModels.SqueezeBert,
            ModelWeights.For(TinyModels.SqueezeBert, TinyModels.SqueezeBert.ModelClass),
            new GraphVariant(GivenEmbeddings: false, HasKeyMask: true, outputs));
        return rewrite ? GraphPasses.Apply(graph) : graph;
    }

    private static long Scratch(Node node) => node.Operation is SelfAttention ? 1001 : 0;

    private static void Check(ComputeGraph graph, MemoryPlan plan, BatchShape batch)
    {
        for (int at = 0; at < graph.Nodes.Length; at++)
        {
            Node node = graph.Nodes[at];
            List<Region> alive = [.. Alive(graph, at).Select(value => plan.Results[value])];
            if (plan.Scratch.TryGetValue(node, out Region scratch))
            {
                Assert.That(scratch.Length, Is.EqualTo(Scratch(node)));
                alive.Add(scratch);
            }

            alive.Sort((a, b) => a.Offset.CompareTo(b.Offset));
            for (int i = 0; i < alive.Count; i++)
            {
                Assert.That(alive[i].Offset % MemoryPlanner.Alignment, Is.Zero);
                Assert.That(alive[i].End, Is.LessThanOrEqualTo(i + 1 < alive.Count ? alive[i + 1].Offset : plan.Length), $"{node}");
            }
        }

        foreach ((Value value, Region region) in plan.Results)
        {
            Assert.That(region.Length, Is.EqualTo(value.Type.Elements(batch)), value.Name);
        }
    }

    // Made at or before a node, and used at or after it, or wanted in the end.
    private static IEnumerable<Value> Alive(ComputeGraph graph, int at)
    {
        for (int i = 0; i <= at; i++)
        {
            foreach (Value value in graph.Nodes[i].Outputs)
            {
                bool isUsed = graph.Nodes.Skip(at).Any(node => node.Inputs.Contains(value));
                if (i == at || isUsed || graph.Outputs.ContainsValue(value))
                {
                    yield return value;
                }
            }
        }
    }
}
