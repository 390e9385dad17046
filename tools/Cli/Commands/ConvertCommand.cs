using System.CommandLine;
using SqueezeBert.Gpu.Cli.Output;
using SqueezeBert.Gpu.Models;

namespace SqueezeBert.Gpu.Cli.Commands;

/// <summary><c>convert</c>: the weights of a model directory as one safetensors file.</summary>
internal sealed class ConvertCommand : ToolCommand
{
    private readonly Argument<string> directory = new("DIR")
    {
        Description = "A Hugging Face model directory with pytorch_model.bin, or with shards of either format.",
    };

    private readonly Option<string?> target = new("--out")
    {
        Description = "The directory to write to; created if need be, may not hold a model or a tokenizer already. It gets " +
            "copies of DIR's configuration and tokenizer. Default: DIR itself, where model.safetensors is read first from then on.",
        HelpName = "DIR",
    };

    public ConvertCommand(CommonOptions common, ToolStreams streams)
        : base(
            "convert", "Writes a model's weights as model.safetensors: bit for bit, each tied weight once. The other commands " +
            "read PyTorch's files as well; this is for programs that do not.",
            common, streams)
    {
        Arguments.Add(directory);
        Options.Add(target);
    }

    public override IReadOnlyList<string> Examples { get; } =
        ["convert squeezebert-uncased", "convert squeezebert-mnli --out squeezebert-mnli-safetensors"];

    protected override void Execute(Invocation invocation)
    {
        string source = ModelDirectory.Check(invocation.GetRequired(directory));
        string output = ModelDirectory.CheckTarget(invocation.Get(target) ?? source);
        ConvertedModel converted = ModelConverter.Convert(source, output, invocation.CancellationToken);
        if (invocation.IsJson)
        {
            JsonOutput.Document(invocation.Streams.Output, json =>
            {
                json.WriteText("source", converted.Source);
                json.WriteText("directory", output);
                json.WriteText("file", converted.Target);
                json.WriteNumber("tensors", converted.TensorCount);
                json.WriteNumber("bytes", converted.ByteCount);
                json.WriteStartArray("tied_copies");
                foreach (string name in converted.TiedCopies)
                {
                    json.WriteTextValue(name);
                }

                json.WriteEndArray();
            });
        }
        else
        {
            string copies = string.Join(", ", converted.TiedCopies);
            invocation.Say(
                $"wrote {converted.Target}: {converted.TensorCount} tensors, {Quantity.Bytes(converted.ByteCount)}, from " +
                converted.Source +
                (copies.Length == 0 ? "" : $"; tied, so left out: {copies}"));
        }
    }
}
