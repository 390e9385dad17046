namespace SqueezeBert.Gpu.Cli.Diagrams;

/// <summary>The syntax of a language for diagrams. Texts are plain; the writer quotes them.</summary>
internal interface IDiagramWriter
{
    /// <summary>Begins the document.</summary>
    void Begin();

    /// <summary>Begins a part with a frame around it.</summary>
    void BeginPart(string id, string title);

    /// <summary>A box with lines of text.</summary>
    void Box(string id, BoxKind kind, IEnumerable<string> lines);

    /// <summary>An arrow between two boxes, with a text beside it or none.</summary>
    void Arrow(string from, string to, string? text);

    /// <summary>Ends a part.</summary>
    void EndPart();

    /// <summary>Ends the document.</summary>
    void End();
}
