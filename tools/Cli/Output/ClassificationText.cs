using System.Globalization;
using SqueezeBert.Gpu.Pipelines;

namespace SqueezeBert.Gpu.Cli.Output;

/// <summary>Classified texts for people: the label, its score, the text.</summary>
internal sealed class ClassificationText(TextWriter output, bool allScores) : IClassificationWriter
{
    public void Write(TextInput input, Classification result)
    {
        string pair = input.Pair is { } second ? $" | {PrintableText.OneLine(second)}" : "";
        output.WriteLine($"{Line(result.Scores[0])}  {PrintableText.OneLine(input.Text)}{pair}");
        if (allScores)
        {
            foreach (LabelScore score in result.Scores.AsSpan()[1..])
            {
                output.WriteLine($"  {Line(score)}");
            }
        }
    }

    public void Dispose()
    {
    }

    private static string Line(LabelScore score) =>
        string.Create(CultureInfo.InvariantCulture, $"{PrintableText.OneLine(score.Label)} {score.Score:0.0000}");
}
