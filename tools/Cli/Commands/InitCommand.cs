using System.CommandLine;
using SqueezeBert.Gpu.Cli.Output;
using SqueezeBert.Gpu.Configuration;
using SqueezeBert.Gpu.Models;

namespace SqueezeBert.Gpu.Cli.Commands;

/// <summary><c>init</c>: a model directory with random weights.</summary>
internal sealed class InitCommand : ToolCommand
{
    private readonly Option<ModelConfiguration> size = Choice.Of(
        "--config", "The size. tiny: hidden size 32, 2 layers, vocabulary 99. small: 128, 4 layers. base: SqueezeBERT as " +
        "published. bert-base: dense BERT.",
        [.. ModelSizes.All]);

    private readonly Option<ModelClass> modelClass = Choice.Of(
        "--class", "The head. Default: trunk, which has none.", [.. ModelNames.Classes]);

    private readonly Option<int?> seed = Choice.Number(
        "--seed", "The same seed gives the same weights. Default: 0.", 0);

    private readonly Option<string> directory = new("--out")
    {
        Description = "The directory; created if need be, may not hold a model already.",
        HelpName = "DIR",
        Required = true,
    };

    public InitCommand(CommonOptions common, ToolStreams streams)
        : base(
            "init", "Writes a model directory with random weights: config.json and model.safetensors in float32, no vocabulary.",
            common, streams)
    {
        size.Required = true;
        foreach (Option option in (Option[])[size, modelClass, seed, directory])
        {
            Options.Add(option);
        }
    }

    public override IReadOnlyList<string> Examples { get; } =
    [
        "init --config tiny --out tiny-model",
        "init --config base --seed 7 --class sequence-classification --out random-base",
    ];

    protected override void Execute(Invocation invocation)
    {
        ModelConfiguration configuration = invocation.GetRequired(size) with { ModelClass = invocation.Get(modelClass) };
        int chosenSeed = invocation.Get(seed) ?? 0;
        string target = ModelDirectory.CheckTarget(invocation.GetRequired(directory));
        ModelInitializer.Write(configuration, chosenSeed, target, invocation.CancellationToken);
        long parameters = ModelStatistics.For(configuration).Parameters;
        if (invocation.IsJson)
        {
            JsonOutput.Document(invocation.Streams.Output, json =>
            {
                json.WriteText("directory", target);
                json.WriteString("model_type", ModelNames.Of(configuration.ModelType));
                json.WriteString("class", ModelNames.Of(configuration.ModelClass));
                json.WriteNumber("seed", chosenSeed);
                json.WriteNumber("parameters", parameters);
            });
        }
        else
        {
            invocation.Say(
                $"{target}: {ModelNames.Of(configuration.ModelType)} {ModelNames.Of(configuration.ModelClass)} with " +
                $"{Quantity.Count(parameters)} random parameters, seed {chosenSeed}");
        }
    }
}
