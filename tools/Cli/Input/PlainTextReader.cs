using SqueezeBert.Gpu.Pipelines;

namespace SqueezeBert.Gpu.Cli.Input;

/// <summary>A text a line.</summary>
internal static class PlainTextReader
{
    /// <summary>Reads the lines.</summary>
    public static IEnumerable<TextInput> Read(Stream stream, string name)
    {
        foreach ((long number, ReadOnlyMemory<byte> bytes) in Utf8Lines.Read(stream, name))
        {
            yield return new TextInput(Utf8Lines.Decode(bytes.Span, name, number));
        }
    }
}
