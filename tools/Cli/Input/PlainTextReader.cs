using System.Runtime.CompilerServices;
using SqueezeBert.Gpu.Pipelines;

namespace SqueezeBert.Gpu.Cli.Input;

/// <summary>A text a line.</summary>
internal static class PlainTextReader
{
    /// <summary>Reads the lines.</summary>
    public static async IAsyncEnumerable<TextInput> Read(
        Stream stream, string name, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach ((long number, ReadOnlyMemory<byte> bytes) in Utf8Lines.Read(stream, name, cancellationToken))
        {
            yield return new TextInput(Utf8Lines.Decode(bytes.Span, name, number));
        }
    }
}
