namespace SqueezeBert.Gpu.Cli.Diagrams;

/// <summary>What a box of a diagram stands for.</summary>
internal enum BoxKind
{
    /// <summary>A node of the graph.</summary>
    Node,

    /// <summary>What is given with every run.</summary>
    Input,

    /// <summary>A result that is wanted.</summary>
    Output,
}
