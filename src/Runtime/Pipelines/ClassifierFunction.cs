using SqueezeBert.Gpu.Configuration;

namespace SqueezeBert.Gpu.Pipelines;

/// <summary>From logits to scores, as Hugging Face's text-classification pipeline chooses it (<c>text_classification.py</c>).</summary>
internal static class ClassifierFunction
{
    private const string Regression = "regression";
    private const string MultiLabel = "multi_label_classification";

    /// <summary>
    /// Regression models: the logits. Several labels that may hold at once, or a single label: the sigmoid of each. Otherwise the
    /// softmax over all.
    /// </summary>
    public static void Apply(ModelConfiguration configuration, Span<float> logits)
    {
        if (configuration.ProblemType == Regression)
        {
            return;
        }

        if (configuration.ProblemType == MultiLabel || logits.Length == 1)
        {
            foreach (ref float value in logits)
            {
                value = (float)(1 / (1 + Math.Exp(-value)));
            }

            return;
        }

        float largest = float.NegativeInfinity;
        foreach (float value in logits)
        {
            largest = MathF.Max(largest, value);
        }

        double sum = 0;
        foreach (float value in logits)
        {
            sum += Math.Exp(value - largest);
        }

        foreach (ref float value in logits)
        {
            value = (float)(Math.Exp(value - largest) / sum);
        }
    }
}
