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
        File.WriteAllText(name + ".json", JsonReport.Write(report));
        string markdown = MarkdownReport.Write(report);
        if (report.Grid.Count > 0)
        {
            PlotReport.Save(report.Grid, name + ".png");
            markdown += $"\n![Tokens a second]({report.Machine.FileName}.png)\n";
        }

        File.WriteAllText(name + ".md", markdown);
    }
}
