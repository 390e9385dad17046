using System.Text.Json;
using System.Text.Json.Serialization;

namespace SqueezeBert.Gpu.ModelBench.Workers;

/// <summary>How requests and replies are written: one JSON object a line, names in snake case, nothing for null.</summary>
internal static class WorkerProtocol
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Writes a line.</summary>
    public static void Write<T>(TextWriter writer, T message)
    {
        writer.WriteLine(JsonSerializer.Serialize(message, Options));
        writer.Flush();
    }

    /// <summary>Reads a line; null at the end.</summary>
    public static T? Read<T>(TextReader reader)
        where T : class =>
        reader.ReadLine() is { } line ? JsonSerializer.Deserialize<T>(line, Options) : null;
}
