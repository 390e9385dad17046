using System.Globalization;
using System.Text;
using SqueezeBert.Gpu.Cli.Output;

namespace SqueezeBert.Gpu.Cli.Diagrams;

/// <summary>A Mermaid flowchart (https://mermaid.js.org/syntax/flowchart.html).</summary>
internal sealed class MermaidWriter(TextWriter output) : IDiagramWriter
{
    /// <summary>The characters of the longest text that Mermaid draws as it is configured by default (<c>maxTextSize</c>).</summary>
    public const int MostCharacters = 50_000;

    /// <summary>The arrows of the largest flowchart that it draws (<c>maxEdges</c>).</summary>
    public const int MostArrows = 500;

    /// <summary>The arrows so far.</summary>
    public int Arrows { get; private set; }

    public void Begin() => output.WriteLine("flowchart TB");

    public void BeginPart(string id, string title) => output.WriteLine($"  subgraph {id}[\"{Escape(title)}\"]");

    public void Box(string id, BoxKind kind, IEnumerable<string> lines)
    {
        (string open, string close) = kind switch
        {
            BoxKind.Input => ("([", "])"),
            BoxKind.Output => ("[[", "]]"),
            _ => ("[", "]"),
        };
        output.WriteLine($"    {id}{open}\"{string.Join("<br/>", lines.Select(Escape))}\"{close}");
    }

    public void Arrow(string from, string to, string? text)
    {
        Arrows++;
        output.WriteLine(text is null ? $"    {from} --> {to}" : $"    {from} -->|\"{Escape(text)}\"| {to}");
    }

    public void EndPart() => output.WriteLine("  end");

    public void End()
    {
    }

    // Mermaid writes characters as entities that begin with # instead of &.
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char character in PrintableText.OneLine(text))
        {
            if (character is '"' or '#' or '&' or '<' or '>' or '`' or ';' or '\\')
            {
                escaped.Append(CultureInfo.InvariantCulture, $"#{(int)character};");
            }
            else
            {
                escaped.Append(character);
            }
        }

        return escaped.ToString();
    }
}
