using System.Text.Json;
using SqueezeBert.Gpu.Models;

namespace SqueezeBert.Gpu.Cli.Output;

/// <summary>What a model of certain shapes costs.</summary>
/// <param name="TrunkParameters">Parameters without the head.</param>
/// <param name="Parameters">Parameters with the head.</param>
/// <param name="WeightBytes">Bytes of its weights on disk.</param>
/// <param name="Operations">Floating-point operations of a forward pass of one sequence through the trunk.</param>
internal readonly record struct ModelCost(long TrunkParameters, long Parameters, long WeightBytes, long Operations)
{
    /// <summary>The cost of shapes.</summary>
    /// <param name="statistics">The shapes.</param>
    /// <param name="sequence">Tokens of the sequence.</param>
    /// <param name="weightBytes">Bytes on disk; null for the parameters times <paramref name="elementBytes"/>.</param>
    /// <param name="elementBytes">Bytes of a parameter.</param>
    public static ModelCost Of(ModelStatistics statistics, int sequence, long? weightBytes, int elementBytes) => new(
        statistics.TrunkParameters, statistics.Parameters, weightBytes ?? statistics.Parameters * elementBytes,
        statistics.FloatingPointOperations(1, sequence));

    /// <summary>Writes the figures as the property <paramref name="name"/>.</summary>
    public void WriteJson(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        json.WriteNumber("trunk_parameters", TrunkParameters);
        json.WriteNumber("parameters", Parameters);
        json.WriteNumber("weight_bytes", WeightBytes);
        json.WriteNumber("flops", Operations);
        json.WriteEndObject();
    }
}
