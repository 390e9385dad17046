using System.Globalization;
using System.Numerics.Tensors;

namespace SqueezeBert.Gpu.ModelBench.Contest;

/// <summary>Whether two contestants computed the same. Speed is compared only where results are equal.</summary>
internal static class Agreement
{
    /// <summary>The largest difference between the outputs of two contestants.</summary>
    /// <exception cref="BenchException">It is more than the tolerance, or no number.</exception>
    public static double Check(Contestant reference, float[] expected, Contestant contestant, float[] found)
    {
        string names = $"{contestant.Model.Name}: {contestant.Name} and {reference.Name}";
        if (expected.Length != found.Length)
        {
            throw new BenchException($"{names}: {found.Length} outputs and {expected.Length}");
        }

        // NaN where either has one, which is within no tolerance.
        float[] differences = new float[found.Length];
        TensorPrimitives.Subtract(expected, found, differences);
        double largest = Math.Abs(TensorPrimitives.MaxMagnitude<float>(differences));
        double tolerance = Tolerance.Of(contestant.Precision);
        return largest <= tolerance
            ? largest
            : throw new BenchException(string.Create(
                CultureInfo.InvariantCulture, $"{names}: outputs differ by {largest:g3}, expected at most {tolerance}"));
    }
}
