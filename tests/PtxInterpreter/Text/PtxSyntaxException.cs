namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>The text is not PTX that this interpreter can read.</summary>
public sealed class PtxSyntaxException(int line, string message) : Exception($"PTX line {line}: {message}")
{
    /// <summary>The line of the text, counted from 1.</summary>
    public int Line { get; } = line;
}
