namespace SqueezeBert.Gpu.Cli.Output;

/// <summary>The median: what a measurement usually is, whatever disturbed some of its repetitions.</summary>
internal static class Median
{
    /// <summary>Of values in any order, at least one.</summary>
    public static double Of(IEnumerable<double> values) => OfSorted([.. values.Order()]);

    /// <summary>Of values in ascending order, at least one.</summary>
    public static double OfSorted(ReadOnlySpan<double> sorted) =>
        (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}
