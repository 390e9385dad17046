namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>How a program ended.</summary>
/// <param name="Code">Its exit status.</param>
/// <param name="Text">What it wrote to standard output.</param>
/// <param name="Messages">What it wrote to standard error.</param>
internal sealed record ProgramOutput(int Code, string Text, string Messages);
