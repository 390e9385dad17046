using SqueezeBert.Gpu.Pipelines;

namespace SqueezeBert.Gpu.Cli.Output;

/// <summary>Classified texts as JSON Lines.</summary>
internal sealed class ClassificationLines(TextWriter output, bool allScores) : IClassificationWriter
{
    private readonly JsonOutput lines = JsonOutput.Lines(output);

    public void Write(TextInput input, Classification result) => lines.Write(json =>
    {
        json.WriteText("text", input.Text);
        if (input.Pair is { } pair)
        {
            json.WriteText("pair", pair);
        }

        json.WriteText("label", result.Label);
        json.WriteSingle("score", result.Score);
        if (allScores)
        {
            json.WriteStartObject("scores");
            foreach (LabelScore score in result.Scores)
            {
                json.WriteSingle(score.Label, score.Score);
            }

            json.WriteEndObject();
        }

        if (result.IsTruncated)
        {
            json.WriteBoolean("truncated", true);
        }
    });

    public void Dispose() => lines.Dispose();
}
