using System.Globalization;
using System.Numerics.Tensors;
using SqueezeBert.Gpu.Kernels;

namespace SqueezeBert.Gpu.ModelBench.Contest;

/// <summary>Whether two contestants computed the same. Speed is compared only where results are equal.</summary>
internal static class Agreement
{
    // The outputs are about 1 in size (a layer norm is last; a tanh bounds the pooler's). Twelve layers of float32, summed in
    // another order, move them by some 5e-6; a wrong kernel moves them by 1e-1 and more.
    private const double SingleTolerance = 5e-5;

    // Weights rounded to 11 bits move the outputs by some 2e-3, to 8 bits by some 1.5e-2.
    private const double HalfTolerance = 1e-2;
    private const double BrainTolerance = 5e-2;

    /// <summary>The largest difference that passes.</summary>
    public static double Tolerance(ElementType precision) => precision switch
    {
        ElementType.F16 => HalfTolerance,
        ElementType.BF16 => BrainTolerance,
        _ => SingleTolerance,
    };

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
        double tolerance = Tolerance(contestant.Precision);
        return largest <= tolerance
            ? largest
            : throw new BenchException(string.Create(
                CultureInfo.InvariantCulture, $"{names}: outputs differ by {largest:g3}, expected at most {tolerance}"));
    }
}
