namespace SqueezeBert.Gpu.Cli.Diagrams;

/// <summary>How <c>graph</c> shows a graph to people.</summary>
internal enum GraphFormat
{
    /// <summary>Tables.</summary>
    Table,

    /// <summary>A Mermaid flowchart.</summary>
    Mermaid,

    /// <summary>Graphviz's language.</summary>
    Dot,
}
