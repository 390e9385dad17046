using SqueezeBert.Gpu.Cli.Output;

namespace SqueezeBert.Gpu.Cli.Diagrams;

/// <summary>A digraph in Graphviz's language DOT (https://graphviz.org/doc/info/lang.html).</summary>
internal sealed class DotWriter(TextWriter output) : IDiagramWriter
{
    public void Begin()
    {
        output.WriteLine("digraph squeezebert {");
        output.WriteLine("  node [shape=box, fontname=\"sans-serif\"];");
        output.WriteLine("  edge [fontname=\"sans-serif\"];");
    }

    // Graphviz frames the subgraphs whose names begin with "cluster".
    public void BeginPart(string id, string title)
    {
        output.WriteLine($"  subgraph cluster_{id} {{");
        output.WriteLine($"    label=\"{Escape(title)}\"; fontname=\"sans-serif\";");
    }

    public void Box(string id, BoxKind kind, IEnumerable<string> lines)
    {
        string shape = kind switch
        {
            BoxKind.Input => ", shape=oval",
            BoxKind.Output => ", peripheries=2",
            _ => "",
        };
        output.WriteLine($"    {id} [label=\"{string.Join("\\n", lines.Select(Escape))}\"{shape}];");
    }

    public void Arrow(string from, string to, string? text) =>
        output.WriteLine(text is null ? $"    {from} -> {to};" : $"    {from} -> {to} [label=\"{Escape(text)}\"];");

    public void EndPart() => output.WriteLine("  }");

    public void End() => output.WriteLine("}");

    private static string Escape(string text) => PrintableText.OneLine(text)
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("&", "&amp;", StringComparison.Ordinal);
}
