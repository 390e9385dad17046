namespace SqueezeBert.Gpu.ModelBench.Contest;

/// <summary>The runs of a contestant in numbers; times are seconds.</summary>
/// <param name="Runs">How many there were.</param>
/// <param name="Median">The middle one.</param>
/// <param name="Min">The fastest.</param>
/// <param name="P10">A tenth were faster.</param>
/// <param name="P90">A tenth were slower.</param>
internal sealed record Summary(int Runs, double Median, double Min, double P10, double P90)
{
    private const double Low = 0.1;
    private const double Middle = 0.5;
    private const double High = 0.9;

    /// <summary>Summarizes runs, at least one.</summary>
    public static Summary Of(IEnumerable<double> seconds)
    {
        double[] sorted = [.. seconds.Order()];
        return new Summary(
            sorted.Length, Quantile(sorted, Middle), sorted[0], Quantile(sorted, Low), Quantile(sorted, High));
    }

    // Between the two nearest runs, in proportion.
    private static double Quantile(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
