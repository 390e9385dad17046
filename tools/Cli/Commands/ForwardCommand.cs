using System.CommandLine;
using SqueezeBert.Gpu.Cli.Input;
using SqueezeBert.Gpu.Cli.Output;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Models;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Cli.Commands;

/// <summary><c>forward</c>: tensors in, tensors out.</summary>
internal sealed class ForwardCommand : ToolCommand
{
    private readonly Option<string?> model = ModelDirectory.RequiredOption();

    private readonly Option<string> inputs = new("--inputs")
    {
        Description = "A safetensors file with input_ids or inputs_embeds, and attention_mask, token_type_ids and " +
            "position_ids as needed: [B, S], for multiple choice [B, C, S]. Ids may have any integer type, the mask also a real " +
            "one.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string> outputs = new("--outputs")
    {
        Description = "The safetensors file to write, all F32: last_hidden_state, pooler_output where the class has a pooler, " +
            "and the head's logits, or start_logits and end_logits.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<bool> hiddenStates = new("--hidden-states")
    {
        Description = "Also write hidden_states.0 (the embeddings) to hidden_states.N.",
    };

    private readonly Option<bool> attentions = new("--attentions")
    {
        Description = "Also write attentions.0 to attentions.N-1: SqueezeBERT's scores before softmax, BERT's after it.",
    };

    public ForwardCommand(CommonOptions common, ToolStreams streams)
        : base(
            "forward", "Runs a model on the tensors of a file and writes its outputs, under Hugging Face's names.", common,
            streams)
    {
        foreach (Option option in (Option[])[model, inputs, outputs, hiddenStates, attentions])
        {
            Options.Add(option);
        }
    }

    public override IReadOnlyList<string> Examples { get; } =
    [
        "forward --model my-model --inputs in.safetensors --outputs out.safetensors",
        "forward --model my-model --inputs in.safetensors --outputs out.safetensors --hidden-states --device cpu",
    ];

    protected override void Execute(Invocation invocation)
    {
        OutputSelection selection = OutputSelection.LastHiddenState | OutputSelection.PoolerOutput
            | (invocation.Get(hiddenStates) ? OutputSelection.HiddenStates : 0)
            | (invocation.Get(attentions) ? OutputSelection.Attentions : 0);
        string path = invocation.GetRequired(outputs);
        OutputFile.RefuseInput(outputs.Name, path, invocation.GetRequired(inputs));
        using Model loaded = Model.Load(ModelDirectory.Of(invocation, model));
        ModelInputs batch = InputTensors.Read(invocation.GetRequired(inputs), loaded);
        using ComputeDevice device = invocation.OpenDevice();
        using ModelSession session = loaded.CreateSession(device, invocation.SessionOptions);
        invocation.CancellationToken.ThrowIfCancellationRequested();
        ModelOutputs results = session.Run(batch, selection);
        invocation.CancellationToken.ThrowIfCancellationRequested();
        SafetensorsWriter.Write(path, results.Select(result => SafetensorsTensor.FromSingles(
            result.Name, [.. result.Shape.Select(size => (long)size)], result.Values)));
        if (invocation.IsJson)
        {
            JsonOutput.Document(invocation.Streams.Output, json =>
            {
                json.WriteText("file", path);
                json.WriteStartArray("outputs");
                foreach (OutputTensor result in results)
                {
                    json.WriteStartObject();
                    json.WriteString("name", result.Name);
                    json.WriteNumbers("shape", result.Shape.AsSpan());
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteDevice(session.Device);
            });
        }
        else
        {
            invocation.Say($"{path}: {results.Count} tensors, computed on {Quantity.Describe(session.Device)}");
        }
    }
}
