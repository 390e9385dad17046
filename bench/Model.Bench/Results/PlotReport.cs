using ScottPlot;
using ScottPlot.MultiplotLayouts;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;
using SqueezeBert.Gpu.ModelBench.Contest;

namespace SqueezeBert.Gpu.ModelBench.Results;

/// <summary>The grid as a picture: tokens a second, a row of panels for each model, a column for each thread count.</summary>
internal static class PlotReport
{
    private const int PanelWidth = 760;
    private const int PanelHeight = 360;
    private const double GroupWidth = 0.8;

    // The legend stands above the highest bar.
    private const double Headroom = 1.2;

    /// <summary>Writes a PNG.</summary>
    /// <param name="cells">The grid; not empty.</param>
    /// <param name="path">The file.</param>
    public static void Save(IReadOnlyList<GridCell> cells, string path)
    {
        BenchModel[] models = [.. cells[0].Entries.Select(entry => entry.Contestant.Model).Distinct()];
        IGrouping<int, GridCell>[] byThreads = [.. cells.GroupBy(cell => cell.Threads)];
        var panels = new Multiplot();
        panels.AddPlots(models.Length * byThreads.Length);
        panels.Layout = new Grid(models.Length, byThreads.Length);
        for (int i = 0; i < models.Length * byThreads.Length; i++)
        {
            IGrouping<int, GridCell> group = byThreads[i % byThreads.Length];
            Draw(panels.GetPlot(i), models[i / byThreads.Length], group.Key, [.. group]);
        }

        panels.SavePng(path, PanelWidth * byThreads.Length, PanelHeight * models.Length);
    }

    private static void Draw(Plot plot, BenchModel model, int threads, GridCell[] cells)
    {
        Contestant[] contestants = [.. cells[0].Entries.Select(entry => entry.Contestant).Where(one => one.Model == model)];
        double width = GroupWidth / contestants.Length;
        for (int i = 0; i < contestants.Length; i++)
        {
            Contestant contestant = contestants[i];
            double offset = (i - ((contestants.Length - 1) / 2.0)) * width;
            BarPlot bars = plot.Add.Bars(
                [.. cells.Select((_, place) => place + offset)],
                [.. cells.Select(cell => cell.Shape.Tokens / cell.Find(contestant)!.Seconds.Median)]);
            bars.LegendText = contestant.Name;
            foreach (Bar bar in bars.Bars)
            {
                bar.Size = width;
                bar.LineWidth = 0;
            }
        }

        plot.Title($"{model.Name}, {(threads == 1 ? "1 thread" : $"{threads} threads")}");
        plot.YLabel("tokens / s");
        plot.Axes.Bottom.TickGenerator = new NumericManual(
            [.. Enumerable.Range(0, cells.Length).Select(place => (double)place)], [.. cells.Select(cell => $"{cell.Shape}")]);
        plot.Axes.Margins(bottom: 0);
        plot.ShowLegend(Alignment.UpperLeft, Orientation.Horizontal);
        plot.Axes.SetLimitsY(0, Headroom * plot.Axes.GetLimits().Top);
    }
}
