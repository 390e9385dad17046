using System.Globalization;
using System.Numerics.Tensors;
using SqueezeBert.Gpu.Kernels;
using SqueezeBert.Gpu.ModelBench.Workers;

namespace SqueezeBert.Gpu.ModelBench.Contest;

/// <summary>Whether two contestants computed the same. Speed is compared only where results are equal.</summary>
internal static class Agreement
{
    // The outputs are about 1 in size (a layer norm is last; a tanh bounds the pooler's). Twelve layers of float32, summed in
    // another order, move them by some 1e-5; a wrong kernel moves them by 1e-1 and more.
    private const double SingleTolerance = 2e-4;

    // Weights rounded to 11 bits move the outputs by some 1e-3, to 8 bits by some 1e-2.
    private const double HalfTolerance = 1e-2;
    private const double BrainTolerance = 1e-1;

    /// <summary>The largest difference that passes.</summary>
    public static double Tolerance(ElementType precision) => precision switch
    {
        ElementType.F16 => HalfTolerance,
        ElementType.BF16 => BrainTolerance,
        _ => SingleTolerance,
    };

    /// <summary>The largest difference between the outputs of two contestants.</summary>
    /// <exception cref="BenchException">It is more than the tolerance, or no number.</exception>
    public static double Check(Contestant reference, ForwardOutputs expected, Contestant contestant, ForwardOutputs found)
    {
        double difference = Math.Max(
            Largest(expected.LastHiddenState, found.LastHiddenState), Largest(expected.PoolerOutput, found.PoolerOutput));
        double tolerance = Tolerance(contestant.Precision);
        return difference <= tolerance
            ? difference
            : throw new BenchException(string.Create(
                CultureInfo.InvariantCulture,
                $"{contestant.Model.Name}: outputs of {contestant.Name} differ from those of {reference.Name} by " +
                $"{difference:g3}, expected at most {tolerance}"));
    }

    // NaN where either has one.
    private static double Largest(float[] expected, float[] found)
    {
        if (expected.Length != found.Length)
        {
            throw new BenchException($"{found.Length} outputs, expected {expected.Length}");
        }

        float[] differences = new float[found.Length];
        TensorPrimitives.Subtract(expected, found, differences);
        TensorPrimitives.Abs(differences, differences);
        return TensorPrimitives.Max<float>(differences);
    }
}
