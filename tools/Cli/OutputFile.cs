namespace SqueezeBert.Gpu.Cli;

/// <summary>What a command may write to.</summary>
internal static class OutputFile
{
    /// <summary>Refuses a file that the command reads: it would be lost.</summary>
    /// <param name="option">The option that names the output.</param>
    /// <param name="output">What is written; null if nothing is.</param>
    /// <param name="input">What is read; null if no file is.</param>
    public static void RefuseInput(string option, string? output, string? input)
    {
        if (output is not null && input is not null && Path.GetFullPath(output) == Path.GetFullPath(input))
        {
            throw new UsageException($"{option}: {output}: expected another file than the one that is read");
        }
    }
}
