namespace SqueezeBert.Gpu.Graph;

/// <summary>Where a value of a graph comes from.</summary>
public enum ValueKind
{
    /// <summary>Given with every run.</summary>
    Input,

    /// <summary>Read from the checkpoint once.</summary>
    Weight,

    /// <summary>Computed by a node.</summary>
    Result,
}
