using System.Globalization;
using SqueezeBert.Gpu.Kernels;
using SqueezeBert.Gpu.Models;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Runtime.Tests.Models;

/// <summary>What a model computed against what the genuine reference did.</summary>
internal static class GoldenComparison
{
    // float32 on another machine sums in another order: twenty times what the reference itself loses in float32, plus 2e-6
    // of the output's scale (some thirty roundings) where the reference happens to lose nothing.
    private const double NoiseFactor = 20;
    private const double ScaleFactor = 2e-6;

    // A score that the mask pushed to float32's end; what matters is that it is there, not its last digits.
    private const double Masked = 1e30;

    /// <summary>
    /// What 16 bits may lose. The reference itself, rounded to 16 bits behind every operation, is off by up to 4.7 steps on these
    /// models, of which the pooler makes the most. Unfused, this library was off by 5.5 at most, fused by 4.
    /// </summary>
    /// <param name="storage">F16 or BF16.</param>
    public static double Rounding(ElementType storage) => 6 * (storage == ElementType.BF16 ? 1d / 128 : 1d / 1024);

    /// <summary>Compares every output of a case.</summary>
    /// <param name="one">The case.</param>
    /// <param name="inputs">Its batch.</param>
    /// <param name="outputs">What was found.</param>
    /// <param name="tensors">What is expected.</param>
    /// <param name="selection">What was asked for.</param>
    /// <param name="rounding">What may be lost beyond float32, as a share of the output's scale.</param>
    public static void Check(
        GoldenCase one,
        ModelInputs inputs,
        ModelOutputs outputs,
        SafetensorsFile tensors,
        OutputSelection selection,
        double rounding = 0)
    {
        foreach ((string name, double noise) in one.Noise)
        {
            TensorInfo info = tensors.GetTensor($"{one.Name}/{name}");
            if ((IsAttention(info.Shape) && !selection.HasFlag(OutputSelection.Attentions))
                || (name.StartsWith("hidden_states.", StringComparison.Ordinal) && !selection.HasFlag(OutputSelection.HiddenStates)))
            {
                continue;
            }

            float[] expected = new float[info.ElementCount];
            tensors.ReadSingles(info.Name, expected);
            Assert.That(outputs.TryGet(name, out OutputTensor? found), Is.True, $"{one}: {name} is missing");
            Assert.That(found!.Shape.Select(size => (long)size), Is.EqualTo(info.Shape), $"{one}: {name}");
            double scale = 0;
            double worst = 0;
            for (int i = 0; i < expected.Length; i++)
            {
                if (!IsCompared(inputs, info.Shape, i))
                {
                    Assert.That(found.Values[i], Is.Zero, $"{one}: {name}[{i}] is left out by the mask");
                }
                else if (Math.Abs(expected[i]) < Masked)
                {
                    scale = Math.Max(scale, Math.Abs(expected[i]));
                    double error = Math.Abs(found.Values[i] - expected[i]);
                    worst = double.IsNaN(error) ? double.PositiveInfinity : Math.Max(worst, error);
                }
            }

            double limit = ((ScaleFactor + rounding) * scale) + (NoiseFactor * noise);
            Assert.That(worst, Is.LessThanOrEqualTo(limit), string.Create(
                CultureInfo.InvariantCulture, $"{one}: {name} is off by {worst:E2}, allowed {limit:E2}"));
        }
    }

    // Tensors of tokens are [rows, S, ...]; attentions are [rows, heads, S, S]; everything else belongs to whole rows.
    private static bool IsCompared(ModelInputs inputs, IReadOnlyList<long> shape, int element)
    {
        if (inputs.AttentionMask is not { } given)
        {
            return true;
        }

        ReadOnlySpan<int> mask = given.Span;
        int length = inputs.SequenceLength;
        if (IsAttention(shape))
        {
            int row = (int)(element / (shape[1] * length * length));
            return mask[(row * length) + (element / length % length)] == 1 && mask[(row * length) + (element % length)] == 1;
        }

        bool isOfTokens = shape.Count >= 2 && shape[0] * shape[1] == mask.Length && shape[1] == length;
        return !isOfTokens || mask[(int)(element / (shape.Count == 3 ? shape[2] : 1))] == 1;
    }

    private static bool IsAttention(IReadOnlyList<long> shape) => shape.Count == 4;
}
