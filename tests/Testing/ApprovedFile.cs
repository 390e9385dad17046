namespace SqueezeBert.Gpu.Testing;

/// <summary>A text of the repository that a test would write: a change shows in a diff, to be read and committed.</summary>
public static class ApprovedFile
{
    /// <summary>The environment variable under which tests write such texts before they compare: set it to 1.</summary>
    public const string Variable = "SQUEEZEBERT_APPROVE";

    /// <summary>What a file holds, its lines ended by a line feed; with the variable set, it is written first.</summary>
    /// <param name="path">The file.</param>
    /// <param name="found">What it should hold.</param>
    public static string Text(string path, string found)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Environment.GetEnvironmentVariable(Variable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, found);
        }

        return File.ReadAllText(path).ReplaceLineEndings("\n");
    }
}
