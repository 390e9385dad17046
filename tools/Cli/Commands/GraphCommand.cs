using System.CommandLine;
using SqueezeBert.Gpu.Cli.Diagrams;
using SqueezeBert.Gpu.Cli.Output;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Models;

namespace SqueezeBert.Gpu.Cli.Commands;

/// <summary><c>graph</c>: what a model computes, before and after rewriting, and where its results lie.</summary>
internal sealed class GraphCommand : ToolCommand
{
    private readonly Option<string?> model = ModelDirectory.Option();
    private readonly BatchOptions batch = new();

    private readonly Option<GraphFormat> format = Choice.Of(
        "--format", "Tables, a Mermaid flowchart or Graphviz's DOT. Default: table.",
        ("table", GraphFormat.Table), ("mermaid", GraphFormat.Mermaid), ("dot", GraphFormat.Dot));

    private readonly Option<bool> before = new("--before") { Description = "Show the graph before rewriting. Default: both." };

    private readonly Option<bool> after = new("--after") { Description = "Show the graph that runs. Default: both." };

    private readonly Option<string?> file = new("--out")
    {
        Description = "The file to write instead of stdout.",
        HelpName = "FILE",
    };

    public GraphCommand(CommonOptions common, ToolStreams streams)
        : base(
            "graph", "Shows what a model computes before and after rewriting: operations, shapes, and each result's place in the " +
            "arena and the nodes during which it lives. The scratch of kernels, which depends on the device, is not shown.",
            common, streams)
    {
        foreach (Option option in (Option[])[model, .. batch.Sizes, format, before, after, file])
        {
            Options.Add(option);
        }
    }

    public override IReadOnlyList<string> Examples { get; } =
    [
        "graph --batch 1 --sequence 128",
        "graph --model my-model --after --format dot --out graph.dot",
        "graph --model my-model --after --format mermaid",
        "graph --model my-model --json",
    ];

    protected override void Execute(Invocation invocation)
    {
        if (invocation.IsJson && invocation.Has(format))
        {
            throw new UsageException("--json, --format: expected one of them, found both");
        }

        using Model loaded = Model.Load(ModelDirectory.Of(invocation, model));
        GraphStage[] stages = Stages(invocation, loaded);
        if (invocation.Get(file) is { } path)
        {
            using PendingFile pending = PendingFile.Create(path);
            pending.Writer.Write(Text(invocation, loaded, stages, isTerminal: false));
            pending.Complete();
            invocation.Say($"{path}: {string.Join("; ", stages.Select(stage => stage.Title))}");
        }
        else
        {
            invocation.Streams.Output.Write(Text(invocation, loaded, stages, invocation.Streams.OutputIsTerminal));
        }
    }

    private GraphStage[] Stages(Invocation invocation, Model loaded)
    {
        BatchShape shape = batch.Shape(invocation, loaded.Configuration);
        BatchOptions.CheckLength(shape.Longest, loaded.Configuration);
        bool both = invocation.Get(before) == invocation.Get(after);
        var stages = new List<GraphStage>();
        if (both || invocation.Get(before))
        {
            stages.Add(new GraphStage("before", loaded.BuildGraph(rewrite: false), shape));
        }

        if (both || invocation.Get(after))
        {
            stages.Add(new GraphStage("after", loaded.BuildGraph(), shape));
        }

        return [.. stages];
    }

    private string Text(Invocation invocation, Model loaded, GraphStage[] stages, bool isTerminal)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var report = new GraphReport(loaded, stages);
        if (invocation.IsJson)
        {
            JsonOutput.Document(text, report.WriteJson);
            return text.ToString();
        }

        switch (invocation.Get(format))
        {
            case GraphFormat.Mermaid:
                var mermaid = new MermaidWriter(text);
                GraphDiagram.Draw(stages, mermaid);
                WarnOfSize(invocation, text.GetStringBuilder().Length, mermaid.Arrows);
                break;
            case GraphFormat.Dot:
                GraphDiagram.Draw(stages, new DotWriter(text));
                break;
            default:
                report.Print(text, isTerminal);
                break;
        }

        return text.ToString();
    }

    private static void WarnOfSize(Invocation invocation, int characters, int arrows)
    {
        if (characters > MermaidWriter.MostCharacters || arrows > MermaidWriter.MostArrows)
        {
            invocation.Say(
                $"{characters} characters and {arrows} arrows: Mermaid draws {MermaidWriter.MostCharacters} and " +
                $"{MermaidWriter.MostArrows} unless maxTextSize and maxEdges allow more; --after is smaller, and dot has no limit");
        }
    }
}
