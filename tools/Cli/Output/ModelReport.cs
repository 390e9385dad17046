using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using SqueezeBert.Gpu.Configuration;
using SqueezeBert.Gpu.Models;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Cli.Output;

/// <summary>What <c>inspect</c> shows, for people and for programs.</summary>
internal sealed class ModelReport
{
    private const int TensorsShown = 12;

    private readonly Model model;
    private readonly int sequence;
    private readonly ModelCost cost;
    private readonly ModelCost dense;

    private ModelReport(Model model, int sequence, ModelCost cost, ModelCost dense)
    {
        this.model = model;
        this.sequence = sequence;
        this.cost = cost;
        this.dense = dense;
    }

    /// <summary>The report on a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sequence">The tokens of the forward pass whose operations are counted.</param>
    public static ModelReport Of(Model model, int sequence)
    {
        // The dense model is thought to be stored as most of this one is.
        int elementBytes = model.Tensors.GroupBy(tensor => tensor.DType)
            .MaxBy(group => group.Sum(tensor => tensor.ElementCount))!.Key.Size();
        long bytes = model.Tensors.Sum(tensor => tensor.ByteLength);
        return new ModelReport(
            model, sequence,
            ModelCost.Of(ModelStatistics.For(model.Configuration), sequence, bytes, elementBytes),
            ModelCost.Of(ModelStatistics.DenseCounterpart(model.Configuration), sequence, null, elementBytes));
    }

    /// <summary>Prints tables.</summary>
    /// <param name="streams">Where.</param>
    /// <param name="allTensors">Whether every tensor is listed.</param>
    public void Print(ToolStreams streams, bool allTensors)
    {
        Table configuration = TerminalTables.Create("configuration", "");
        foreach ((string key, string value) in Configuration())
        {
            configuration.AddCells(key, value);
        }

        configuration.Print(streams);
        Table costs = TerminalTables.Create("cost", ">this model", ">dense BERT", ">dense / this");
        AddCost(costs, "parameters of the trunk", Quantity.Count, one => one.TrunkParameters);
        AddCost(costs, "parameters with the head", Quantity.Count, one => one.Parameters);
        AddCost(costs, "weights on disk", Quantity.Bytes, one => one.WeightBytes);
        AddCost(costs, $"operations at {sequence} tokens", Quantity.Operations, one => one.Operations);
        costs.Print(streams);
        PrintTensors(streams, allTensors ? int.MaxValue : TensorsShown);
    }

    /// <summary>Writes the same as JSON, with every tensor.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteText("directory", model.Location);
        json.WriteString("model_type", ModelNames.Of(model.Configuration.ModelType));
        json.WriteString("class", ModelNames.Of(model.Class));
        json.WriteStartObject("configuration");
        foreach ((string key, string value) in Configuration())
        {
            if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            {
                json.WriteNumber(key, number);
            }
            else
            {
                json.WriteText(key, value);
            }
        }

        json.WriteEndObject();
        json.WriteNumber("sequence", sequence);
        cost.WriteJson(json, "model");
        dense.WriteJson(json, "dense_bert");
        json.WriteStartObject("dense_to_model");
        json.WriteNumber("parameters", Ratio(one => one.TrunkParameters));
        json.WriteNumber("flops", Ratio(one => one.Operations));
        json.WriteEndObject();
        json.WriteStartArray("tensors");
        foreach (TensorInfo tensor in model.Tensors)
        {
            json.WriteStartObject();
            json.WriteText("name", tensor.Name);
            json.WriteString("dtype", tensor.DType.Name());
            json.WriteStartArray("shape");
            foreach (long size in tensor.Shape)
            {
                json.WriteNumberValue(size);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void AddCost(Table table, string what, Func<long, string> format, Func<ModelCost, long> of) => table.AddCells(
        what, format(of(cost)), format(of(dense)), string.Create(CultureInfo.InvariantCulture, $"{Ratio(of):0.00}"));

    private double Ratio(Func<ModelCost, long> of) => (double)of(dense) / of(cost);

    private void PrintTensors(ToolStreams streams, int most)
    {
        Table tensors = TerminalTables.Create("tensor", "dtype", "shape");
        foreach (TensorInfo tensor in model.Tensors.Take(most))
        {
            tensors.AddCells(tensor.Name, tensor.DType.Name(), Quantity.Shape(tensor.Shape));
        }

        tensors.Print(streams);
        if (model.Tensors.Count > most)
        {
            streams.Output.WriteLine($"and {model.Tensors.Count - most} more tensors, which --all lists");
        }
    }

    private IEnumerable<(string Key, string Value)> Configuration()
    {
        ModelConfiguration c = model.Configuration;
        yield return ("model_type", ModelNames.Of(c.ModelType));
        yield return ("class", ModelNames.Of(model.Class));
        yield return ("hidden_size", $"{c.HiddenSize}");
        yield return ("num_hidden_layers", $"{c.LayerCount}");
        yield return ("num_attention_heads", $"{c.HeadCount}");
        yield return ("intermediate_size", $"{c.IntermediateSize}");
        yield return ("hidden_act", c.HiddenActivation);
        yield return ("vocab_size", $"{c.VocabularySize}");
        yield return ("max_position_embeddings", $"{c.MaximumPositions}");
        yield return ("type_vocab_size", $"{c.TokenTypeCount}");
        yield return ("q_groups", $"{c.QueryGroups}");
        yield return ("k_groups", $"{c.KeyGroups}");
        yield return ("v_groups", $"{c.ValueGroups}");
        yield return ("post_attention_groups", $"{c.PostAttentionGroups}");
        yield return ("intermediate_groups", $"{c.IntermediateGroups}");
        yield return ("output_groups", $"{c.OutputGroups}");
        if (model.Class is ModelClass.SequenceClassification or ModelClass.TokenClassification)
        {
            yield return ("labels", string.Join(", ", c.Labels));
        }
    }
}
