using System.CommandLine;
using SqueezeBert.Gpu.Cli.Output;
using SqueezeBert.Gpu.Models;

namespace SqueezeBert.Gpu.Cli.Commands;

/// <summary><c>inspect</c>: what a model directory holds, and what the dense BERT of that size would cost.</summary>
internal sealed class InspectCommand : ToolCommand
{
    private const int DefaultSequence = 128;

    private readonly Argument<string> directory = new("DIR") { Description = "A Hugging Face model directory." };

    private readonly Option<int?> sequence = Choice.Number(
        "--sequence", $"The tokens of the forward pass whose operations are counted. Default: {DefaultSequence}, or as many as " +
        "the model takes.", 1);

    private readonly Option<bool> all = new("--all") { Description = "List every tensor; JSON always does." };

    public InspectCommand(CommonOptions common, ToolStreams streams)
        : base(
            "inspect", "Shows a model's configuration, parameters, bytes, floating-point operations and tensors, and the same " +
            "figures for the dense BERT of that size.",
            common, streams)
    {
        Arguments.Add(directory);
        Options.Add(sequence);
        Options.Add(all);
    }

    public override IReadOnlyList<string> Examples { get; } =
        ["inspect my-model", "inspect my-model --sequence 512 --all", "inspect my-model --json"];

    protected override void Execute(Invocation invocation)
    {
        using Model model = Model.Load(ModelDirectory.Check(invocation.GetRequired(directory)));
        int length = invocation.Get(sequence) ?? Math.Min(DefaultSequence, model.Configuration.MaximumPositions);
        BatchOptions.CheckLength(length, model.Configuration);
        var report = ModelReport.Of(model, length);
        if (invocation.IsJson)
        {
            JsonOutput.Document(invocation.Streams.Output, report.WriteJson);
        }
        else
        {
            report.Print(invocation.Streams, invocation.Get(all));
        }
    }
}
