using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SqueezeBert.Gpu.Cli.Output;

/// <summary>Writes JSON objects, one line each or indented.</summary>
internal sealed class JsonOutput : IDisposable
{
    private readonly TextWriter output;
    private readonly ArrayBufferWriter<byte> buffer = new();
    private readonly Utf8JsonWriter json;

    private JsonOutput(TextWriter output, bool indented)
    {
        this.output = output;
        json = new Utf8JsonWriter(
            buffer,
            new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = indented, NewLine = "\n" });
    }

    /// <summary>JSON Lines: an object a line.</summary>
    public static JsonOutput Lines(TextWriter output) => new(output, indented: false);

    /// <summary>Writes one object, indented.</summary>
    public static void Document(TextWriter output, Action<Utf8JsonWriter> properties)
    {
        using var document = new JsonOutput(output, indented: true);
        document.Write(properties);
    }

    /// <summary>Writes an object with its line end.</summary>
    public void Write(Action<Utf8JsonWriter> properties)
    {
        json.WriteStartObject();
        properties(json);
        json.WriteEndObject();
        json.Flush();
        output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
        buffer.ResetWrittenCount();
        json.Reset();
    }

    public void Dispose() => json.Dispose();
}
