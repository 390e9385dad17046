using SqueezeBert.Gpu.Cli.Diagrams;
using SqueezeBert.Gpu.Cli.Output;
using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Cli.Tests;

/// <summary>Diagrams of a small graph, letter by letter, with names that mean something to both languages.</summary>
[TestFixture]
public sealed class DiagramTests
{
    // The texts below went through mermaid.parse of Mermaid 11 and dot of Graphviz 2.43.
    private const string Mermaid = """
        flowchart TB
          subgraph tiny["tiny rewriting: 2 nodes, arena 152 bytes, 84 bytes without reuse"]
            ti0(["x #34;q#34; #35;1#59;<br/>f32[tokens 3, channels 2]"])
            ti1(["sentence_offsets<br/>i32[offsets 2]"])
            t0["0 SelfAttention<br/>a#60;b#62; #38; c#92;n<br/>makes f32[tokens 3, channels 2]<br/>24 bytes at 64 bytes, lives 0-1<br/>makes f32[sentences 1, heads 1, longest 3, longest 3]<br/>36 bytes at 0 bytes, lives 0-end"]
            ti0 --> t0
            ti1 --> t0
            t1["1 LayerNormalization<br/>norm<br/>reads 2 x [2]<br/>makes f32[tokens 3, channels 2]<br/>24 bytes at 128 bytes, lives 1-end"]
            t0 -->|"a#60;b#62; #38; c#92;n"| t1
            to0[["scores"]]
            t0 -->|"a#60;b#62; #38; c#92;n#35;1"| to0
            to1[["y"]]
            t1 --> to1
          end

        """;

    private const string Dot = """
        digraph squeezebert {
          node [shape=box, fontname="sans-serif"];
          edge [fontname="sans-serif"];
          subgraph cluster_tiny {
            label="tiny rewriting: 2 nodes, arena 152 bytes, 84 bytes without reuse"; fontname="sans-serif";
            ti0 [label="x \"q\" #1;\nf32[tokens 3, channels 2]", shape=oval];
            ti1 [label="sentence_offsets\ni32[offsets 2]", shape=oval];
            t0 [label="0 SelfAttention\na<b> &amp; c\\n\nmakes f32[tokens 3, channels 2]\n24 bytes at 64 bytes, lives 0-1\nmakes f32[sentences 1, heads 1, longest 3, longest 3]\n36 bytes at 0 bytes, lives 0-end"];
            ti0 -> t0;
            ti1 -> t0;
            t1 [label="1 LayerNormalization\nnorm\nreads 2 x [2]\nmakes f32[tokens 3, channels 2]\n24 bytes at 128 bytes, lives 1-end"];
            t0 -> t1 [label="a<b> &amp; c\\n"];
            to0 [label="scores", peripheries=2];
            t0 -> to0 [label="a<b> &amp; c\\n#1"];
            to1 [label="y", peripheries=2];
            t1 -> to1;
          }
        }

        """;

    [Test]
    public void Mermaid_is_quoted()
    {
        using var text = new StringWriter { NewLine = "\n" };
        GraphDiagram.Draw([Stage()], new MermaidWriter(text));
        Assert.That(text.ToString(), Is.EqualTo(Mermaid));
    }

    [Test]
    public void Dot_is_quoted()
    {
        using var text = new StringWriter { NewLine = "\n" };
        GraphDiagram.Draw([Stage()], new DotWriter(text));
        Assert.That(text.ToString(), Is.EqualTo(Dot));
    }

    private static GraphStage Stage()
    {
        var graph = new GraphBuilder();
        TensorType vector = TensorType.F32(Axis.Channels(2));
        Value x = graph.Input("x \"q\" #1;", TensorType.F32(Axis.Tokens, Axis.Channels(2)));
        Value offsets = graph.Input("sentence_offsets", TensorType.I32(Axis.Offsets));
        (Value context, Value? scores) = graph.SelfAttention("a<b> & c\\n", x, x, x, offsets, null, 1, ScoresKind.Probabilities);
        Value y = graph.LayerNormalization("norm", context, graph.Weight("scale", vector), graph.Weight("shift", vector), 0);
        graph.Output("scores", scores!);
        graph.Output("y", y);
        return new GraphStage("tiny", graph.Build(), new BatchShape(1, 3, 3));
    }
}
