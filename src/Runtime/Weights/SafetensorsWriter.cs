using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SqueezeBert.Gpu.Files;

namespace SqueezeBert.Gpu.Weights;

/// <summary>
/// Writes safetensors files. The same tensors give the same bytes: metadata by key, tensors by falling alignment of their
/// type and then by name, as the reference orders them (<c>safetensors/src/tensor.rs</c>, <c>prepare</c>), and the header
/// is padded with spaces so that the data starts at a multiple of 8.
/// </summary>
public static class SafetensorsWriter
{
    private const int Alignment = 8;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly JsonWriterOptions HeaderOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Writes a file, tensor by tensor. It takes its name once it is complete; a failure leaves what was there before.
    /// </summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <param name="tensors">The tensors in any order, each under a name of its own.</param>
    /// <param name="metadata">Strings for <c>__metadata__</c>; Hugging Face expects <c>format</c> = <c>pt</c>.</param>
    /// <exception cref="WeightsFileException">A name that cannot be written, a tensor whose bytes are too many or too few,
    /// or a file that cannot be written.</exception>
    public static void Write(
        string path, IEnumerable<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        SafetensorsTensor[] ordered =
            [.. tensors.OrderByDescending(tensor => tensor.DType).ThenBy(tensor => tensor.Name, StringComparer.Ordinal)];
        byte[] header = BuildHeader(path, ordered, metadata);
        try
        {
            AtomicFile.Write(path, stream => WriteAll(stream, path, header, ordered));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WeightsFileException(path, $"the file cannot be written: {error.Message}", error);
        }
    }

    private static void WriteAll(Stream stream, string path, byte[] header, SafetensorsTensor[] tensors)
    {
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (SafetensorsTensor tensor in tensors)
        {
            using var exact = new ExactLengthStream(stream, path, tensor);
            tensor.WriteTo(exact);
            exact.RefuseIncomplete();
        }
    }

    private static byte[] BuildHeader(
        string path, SafetensorsTensor[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, HeaderOptions))
        {
            json.WriteStartObject();
            WriteMetadata(json, path, metadata);
            WriteTensors(json, path, tensors);
            json.WriteEndObject();
        }

        int padding = (Alignment - (buffer.WrittenCount % Alignment)) % Alignment;
        buffer.GetSpan(Alignment)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        return buffer.WrittenCount <= SafetensorsFile.MaximumHeaderBytes
            ? buffer.WrittenSpan.ToArray()
            : throw new WeightsFileException(
                path,
                $"the header would take {buffer.WrittenCount} bytes, expected at most {SafetensorsFile.MaximumHeaderBytes}");
    }

    private static void WriteMetadata(Utf8JsonWriter json, string path, IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is null)
        {
            return;
        }

        json.WriteStartObject(SafetensorsHeaderParser.MetadataKey);
        foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            RefuseIllFormed(path, key);
            RefuseIllFormed(path, value);
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteTensors(Utf8JsonWriter json, string path, SafetensorsTensor[] tensors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { SafetensorsHeaderParser.MetadataKey };
        long offset = 0;
        foreach (SafetensorsTensor tensor in tensors)
        {
            RefuseIllFormed(path, tensor.Name);
            if (!names.Add(tensor.Name))
            {
                throw new WeightsFileException(path, tensor.Name, "the name is taken already, expected one of its own");
            }

            if (tensor.ByteLength > long.MaxValue - offset)
            {
                throw new WeightsFileException(path, tensor.Name, "the tensors together take more bytes than can be counted");
            }

            json.WriteStartObject(tensor.Name);
            json.WriteString("dtype", tensor.DType.Name());
            json.WriteStartArray("shape");
            foreach (long axis in tensor.Shape)
            {
                json.WriteNumberValue(axis);
            }

            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(offset);
            offset += tensor.ByteLength;
            json.WriteNumberValue(offset);
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    /// <remarks>Half of a surrogate pair would silently become U+FFFD, and the tensor could not be found again.</remarks>
    private static void RefuseIllFormed(string path, string text)
    {
        try
        {
            StrictUtf8.GetByteCount(text);
        }
        catch (EncoderFallbackException error)
        {
            throw new WeightsFileException(path, $"{MessageText.Quote(text)} is not well-formed Unicode", error);
        }
    }
}
