namespace SqueezeBert.Gpu.ModelBench.Results;

/// <summary>A report as files, named for the machine and the day; a later report of the same day replaces them.</summary>
internal static class ReportFiles
{
    /// <summary>Where they go when nothing else is said.</summary>
    public static string DefaultFolder => Path.Combine(Contest.Repository.Root, "bench", "results");

    /// <summary>Writes JSON, Markdown and, where there is a grid, a plot.</summary>
    public static void Write(Report report, string folder)
    {
        Directory.CreateDirectory(folder);
        string name = Path.Combine(folder, report.Machine.FileName);
        Replace(name + ".json", path => File.WriteAllText(path, JsonReport.Write(report)));
        string markdown = MarkdownReport.Write(report);
        if (report.Grid.Count > 0)
        {
            Replace(name + ".png", path => PlotReport.Save(report.Grid, path));
            markdown += $"\n![Tokens a second]({report.Machine.FileName}.png)\n";
        }

        Replace(name + ".md", path => File.WriteAllText(path, markdown));
    }

    // They are written after every step, and a run may be stopped at any moment: a file is whole, or the one before.
    private static void Replace(string path, Action<string> write)
    {
        string partial = Path.ChangeExtension(path, ".partial" + Path.GetExtension(path));
        write(partial);
        File.Move(partial, path, overwrite: true);
    }
}
