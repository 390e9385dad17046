namespace SqueezeBert.Gpu.HardwarePack.Results;

/// <summary>A report as files, named for the day and the device.</summary>
internal static class ReportFiles
{
    /// <summary>What writes a report into a folder as JSON and as Markdown, in place of what was there.</summary>
    public static Action<HardwareReport> WriterTo(string folder) => report =>
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, Name(report));
        Replace(path + ".json", PackJson.Document(report));
        Replace(path + ".md", MarkdownReport.Write(report));
    };

    /// <summary>The name of the files, without what stands behind the dot.</summary>
    public static string Name(HardwareReport report)
    {
        string device = report.Machine.FirstOrDefault(fact => fact.Name == Fact.NameOfDevice)?.Value ?? "device";
        return string.Concat($"{report.Date:yyyy-MM-dd}-{device}"
            .Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '-'));
    }

    // The machine may be taken away at any moment; a file is whole or the one before.
    private static void Replace(string path, string text)
    {
        string partial = path + ".partial";
        File.WriteAllText(partial, text);
        File.Move(partial, path, overwrite: true);
    }
}
