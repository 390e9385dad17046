using System.Collections.Immutable;
using SqueezeBert.Gpu.Files;

namespace SqueezeBert.Gpu.Weights.PyTorch;

/// <summary>
/// What the pickle of a state_dict may name: types of storages, and the functions that make tensors of them. Sources: PyTorch
/// 1.13 and 2.x, <c>torch/_utils.py</c> (<c>_rebuild_tensor_v2</c>, <c>_rebuild_parameter</c>) and <c>torch/serialization.py</c>
/// (<c>persistent_load</c>).
/// </summary>
/// <param name="file">For messages.</param>
/// <param name="find">Finds a storage by its key, and checks that it has the type and the elements that the pickle says.</param>
internal sealed class CheckpointObjects(string file, Func<string, SafetensorsDType, long, Storage> find) : IPickleObjects
{
    private const int LeastOfStorage = 5;

    // PyTorch's own limit.
    private const int MostAxes = 64;

    public object Find(string module, string name) => (module, name) switch
    {
        ("collections", "OrderedDict") => (PickleFunction)MakeDictionary,
        ("torch._utils", "_rebuild_tensor_v2" or "_rebuild_tensor") => (PickleFunction)RebuildTensor,
        ("torch._utils", "_rebuild_parameter" or "_rebuild_parameter_with_state") => (PickleFunction)RebuildParameter,
        ("torch", "DoubleStorage") => SafetensorsDType.F64,
        ("torch", "FloatStorage") => SafetensorsDType.F32,
        ("torch", "HalfStorage") => SafetensorsDType.F16,
        ("torch", "BFloat16Storage") => SafetensorsDType.BF16,
        ("torch", "LongStorage") => SafetensorsDType.I64,
        ("torch", "IntStorage") => SafetensorsDType.I32,
        ("torch", "ShortStorage") => SafetensorsDType.I16,
        ("torch", "CharStorage") => SafetensorsDType.I8,
        ("torch", "ByteStorage") => SafetensorsDType.U8,
        ("torch", "BoolStorage") => SafetensorsDType.Bool,
        _ => throw new WeightsFileException(
            file, $"the pickle names {MessageText.Quote($"{module}.{name}")}, which is not loaded: expected a state_dict, which " +
                "names tensors and nothing else"),
    };

    public object Load(object? identifier)
    {
        if (identifier is not object?[] { Length: >= LeastOfStorage } parts
            || parts is not ["storage", SafetensorsDType type, string key, _, long count, ..]
            || count < 0
            || count > long.MaxValue / type.Size())
        {
            throw new FormatException("a storage is expected to be named by its type, key, device and number of elements");
        }

        Storage storage = find(key, type, count);
        return parts.Length == LeastOfStorage || parts[LeastOfStorage] is null
            ? new StorageSlice(storage, 0, count)
            : View(storage, parts[LeastOfStorage]);
    }

    // Before 0.4, a storage could be a part of another.
    private static StorageSlice View(Storage storage, object? view) =>
        view is object?[] parts && parts is [_, long first, long count]
        && first >= 0 && count >= 0 && first <= storage.Count && count <= storage.Count - first
            ? new StorageSlice(storage, first, count)
            : throw new FormatException($"a part of the storage {MessageText.Quote(storage.Key)} is not in it");

    /// <summary>Arguments: none, and it is filled later; from Python 2 a list of its keys and values.</summary>
    private static Dictionary<string, object?> MakeDictionary(ReadOnlySpan<object?> arguments)
    {
        var dictionary = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (arguments.IsEmpty)
        {
            return dictionary;
        }

        if (arguments is not [List<object?> items])
        {
            throw new FormatException("an OrderedDict is expected to be made of nothing or of a list");
        }

        foreach (object? item in items)
        {
            if (item is not List<object?> pair || pair is not [string key, var value] || !dictionary.TryAdd(key, value))
            {
                throw new FormatException("an OrderedDict is expected to be made of keys that are text, each once, and values");
            }
        }

        return dictionary;
    }

    /// <summary>
    /// Arguments: storage, its first element, shape, strides; whether it is trained, hooks; in 2.x whether its numbers are to be
    /// negated or conjugated.
    /// </summary>
    private static TensorView RebuildTensor(ReadOnlySpan<object?> arguments)
    {
        if (arguments is not [StorageSlice slice, long offset and >= 0, object?[] shape, object?[] strides, ..]
            || shape.Length != strides.Length
            || shape.Length > MostAxes)
        {
            throw new FormatException(
                "a tensor is expected to be made of a storage, an offset, a shape of at most " +
                $"{MostAxes} axes and as many strides");
        }

        return arguments is [_, _, _, _, _, _, Dictionary<string, object?> { Count: > 0 }, ..]
            ? throw new FormatException("a tensor is negated or conjugated by a mark on it, expected plain numbers")
            : new TensorView(slice, offset, Counts(shape), Counts(strides));
    }

    /// <summary>Arguments: the tensor; then what matters to training alone.</summary>
    private static TensorView RebuildParameter(ReadOnlySpan<object?> arguments) =>
        arguments is [TensorView tensor, ..]
            ? tensor
            : throw new FormatException("a parameter is expected to be made of a tensor");

    private static ImmutableArray<long> Counts(object?[] values)
    {
        var counts = ImmutableArray.CreateBuilder<long>(values.Length);
        foreach (object? value in values)
        {
            counts.Add(value is long count and >= 0
                ? count
                : throw new FormatException(
                    $"{PickleKind.Of(value)} stands in a shape or in strides, expected a whole number from 0"));
        }

        return counts.MoveToImmutable();
    }
}
