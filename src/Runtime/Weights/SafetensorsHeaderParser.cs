using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Unicode;
using SqueezeBert.Gpu.Files;

namespace SqueezeBert.Gpu.Weights;

/// <summary>
/// Reads and checks the JSON header of a safetensors file. Everything that the reference checks is checked
/// (<c>safetensors/src/tensor.rs</c>, <c>read_metadata</c> and <c>validate</c>), and duplicate or unknown keys are refused
/// as well. Memory is proportional to the header's own length, whatever sizes it claims.
/// </summary>
internal static class SafetensorsHeaderParser
{
    public const string MetadataKey = "__metadata__";

    /// <summary>The root object, a tensor's object and the array in it.</summary>
    private const int DeepestNesting = 3;

    /// <exception cref="WeightsFileException">The header is malformed or does not describe the data.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long dataLength, string file)
    {
        if (json.IsEmpty || json[0] != (byte)'{')
        {
            throw new WeightsFileException(file, "the header is expected to start with '{'");
        }

        if (!Utf8.IsValid(json))
        {
            throw new WeightsFileException(file, "the header is not valid UTF-8");
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DeepestNesting });
        try
        {
            return ReadRoot(ref reader, dataLength, file);
        }
        catch (JsonException error)
        {
            throw new WeightsFileException(
                file, $"the header is not the JSON of a safetensors file near its byte {reader.BytesConsumed}", error);
        }
    }

    private static SafetensorsHeader ReadRoot(ref Utf8JsonReader reader, long dataLength, string file)
    {
        var tensors = new Dictionary<string, TensorInfo>(StringComparer.Ordinal);
        IReadOnlyDictionary<string, string>? metadata = null;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = JsonText.Read(ref reader);
            reader.Read();
            if (name == MetadataKey)
            {
                metadata = metadata is null
                    ? ReadMetadata(ref reader, file)
                    : throw new WeightsFileException(file, $"{MetadataKey} stands twice in the header");
                continue;
            }

            if (!tensors.TryAdd(name, ReadTensor(ref reader, file, name)))
            {
                throw new WeightsFileException(file, name, "stands twice in the header");
            }
        }

        // Nothing but white space may follow the object; anything else makes this read fail.
        reader.Read();
        RefuseHolesAndOverlaps(tensors.Values, dataLength, file);
        return new SafetensorsHeader(tensors, metadata ?? ReadOnlyDictionary<string, string>.Empty);
    }

    private static ReadOnlyDictionary<string, string> ReadMetadata(ref Utf8JsonReader reader, string file)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new WeightsFileException(file, $"{MetadataKey} is {Kind(reader)}, expected an object of strings");
        }

        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = JsonText.Read(ref reader);
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
            {
                throw new WeightsFileException(
                    file, $"{MetadataKey}: {MessageText.Quote(key)} is {Kind(reader)}, expected a string");
            }

            if (!metadata.TryAdd(key, JsonText.Read(ref reader)))
            {
                throw new WeightsFileException(file, $"{MetadataKey}: {MessageText.Quote(key)} stands twice");
            }
        }

        return metadata.AsReadOnly();
    }

    private static TensorInfo ReadTensor(ref Utf8JsonReader reader, string file, string name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new WeightsFileException(file, name, $"is {Kind(reader)}, expected an object");
        }

        SafetensorsDType? dtype = null;
        ImmutableArray<long> shape = default;
        ImmutableArray<long> offsets = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = JsonText.Read(ref reader);
            reader.Read();
            switch (key)
            {
                case "dtype" when dtype is null:
                    dtype = ReadDType(ref reader, file, name);
                    break;
                case "shape" when shape.IsDefault:
                    shape = ReadIntegers(ref reader, file, name, key);
                    break;
                case "data_offsets" when offsets.IsDefault:
                    offsets = ReadIntegers(ref reader, file, name, key);
                    break;
                case "dtype" or "shape" or "data_offsets":
                    throw new WeightsFileException(file, name, $"{key} stands twice");
                default:
                    throw new WeightsFileException(
                        file, name, $"unknown key {MessageText.Quote(key)}, expected dtype, shape and data_offsets");
            }
        }

        if (dtype is not { } type || shape.IsDefault || offsets.IsDefault)
        {
            string missing = dtype is null ? "dtype" : shape.IsDefault ? "shape" : "data_offsets";
            throw new WeightsFileException(file, name, $"{missing} is missing");
        }

        return Describe(file, name, type, shape, offsets);
    }

    private static TensorInfo Describe(
        string file, string name, SafetensorsDType type, ImmutableArray<long> shape, ImmutableArray<long> offsets)
    {
        if (offsets.Length != 2)
        {
            throw new WeightsFileException(file, name, $"data_offsets has {offsets.Length} numbers, expected 2");
        }

        if (!TensorInfo.TryCount(shape.AsSpan(), type, out long count))
        {
            throw new WeightsFileException(
                file, name, $"shape {MessageText.Shape(shape.AsSpan())} has more elements than can be counted");
        }

        var tensor = new TensorInfo(name, type, shape, count, offsets[0]);
        if (offsets[1] - offsets[0] != tensor.ByteLength)
        {
            throw new WeightsFileException(
                file, name, $"data_offsets {MessageText.Shape(offsets.AsSpan())} span {offsets[1] - offsets[0]} bytes, " +
                    $"expected {tensor.ByteLength} for {tensor}");
        }

        return tensor;
    }

    private static SafetensorsDType ReadDType(ref Utf8JsonReader reader, string file, string name)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new WeightsFileException(file, name, $"dtype is {Kind(reader)}, expected a string");
        }

        string text = JsonText.Read(ref reader);
        return SafetensorsDTypeExtensions.TryParse(text, out SafetensorsDType type)
            ? type
            : throw new WeightsFileException(
                file, name, $"dtype is {MessageText.Quote(text)}, expected one of {SafetensorsDTypeExtensions.KnownNames}");
    }

    private static ImmutableArray<long> ReadIntegers(ref Utf8JsonReader reader, string file, string name, string key)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new WeightsFileException(file, name, $"{key} is {Kind(reader)}, expected an array of integers");
        }

        var numbers = ImmutableArray.CreateBuilder<long>(4);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            // The sign is looked at as well, since "-0" would parse as a proper 0.
            if (reader.TokenType != JsonTokenType.Number || reader.ValueSpan[0] == '-' || !reader.TryGetInt64(out long number))
            {
                throw new WeightsFileException(
                    file, name, $"{key}[{numbers.Count}] is expected to be a whole number from 0 to {long.MaxValue}");
            }

            numbers.Add(number);
        }

        return numbers.DrainToImmutable();
    }

    private static void RefuseHolesAndOverlaps(IEnumerable<TensorInfo> tensors, long dataLength, string file)
    {
        long end = 0;
        foreach (TensorInfo tensor in tensors.OrderBy(tensor => tensor.DataOffset).ThenBy(tensor => tensor.ByteLength))
        {
            if (tensor.DataOffset != end)
            {
                string problem = tensor.DataOffset < end ? "overlaps the tensor before it" : "leaves a hole before it";
                throw new WeightsFileException(
                    file, tensor.Name, $"{problem}: it starts at byte {tensor.DataOffset} of the data, expected {end}");
            }

            end += tensor.ByteLength;
        }

        if (end != dataLength)
        {
            throw new WeightsFileException(file, $"the tensors take {end} bytes, but {dataLength} bytes follow the header");
        }
    }

    private static string Kind(in Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        _ => "null",
    };
}
