using System.Collections.Immutable;
using SqueezeBert.Gpu.Cli.Output;
using SqueezeBert.Gpu.Configuration;
using SqueezeBert.Gpu.Models;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Cli.Input;

/// <summary>A safetensors file with Hugging Face's inputs as a batch.</summary>
internal static class InputTensors
{
    private static readonly string[] Known =
    [
        InputNames.InputIds, InputNames.InputEmbeddings, InputNames.AttentionMask, InputNames.TokenTypeIds, InputNames.PositionIds,
    ];

    /// <summary>Reads the batch for a model; what its values must be is left to the model.</summary>
    /// <exception cref="InputException">A tensor is unknown, or its shape or a value cannot be an input.</exception>
    public static ModelInputs Read(string path, Model model)
    {
        using var file = SafetensorsFile.Open(path);
        foreach (TensorInfo tensor in file.Tensors)
        {
            if (!Known.Contains(tensor.Name))
            {
                throw new InputException(path, $"expected {string.Join(", ", Known)}, found a tensor '{tensor.Name}'");
            }
        }

        ImmutableArray<long> shape = BatchShape(file, model);
        bool choices = shape.Length == 3;
        return new ModelInputs
        {
            BatchSize = (int)shape[0],
            ChoiceCount = choices ? (int)shape[1] : 1,
            SequenceLength = (int)shape[^1],
            InputIds = Map<int>(Find(file, InputNames.InputIds), ids => Integers(file, ids)),
            InputEmbeddings = Map<float>(Find(file, InputNames.InputEmbeddings), embeddings => Singles(file, embeddings)),
            AttentionMask = Map<int>(Find(file, InputNames.AttentionMask), mask => MaskOf(file, mask, shape)),
            TokenTypeIds = Map<int>(Find(file, InputNames.TokenTypeIds), types => Integers(file, Shaped(file, types, shape))),
            PositionIds = Map<int>(Find(file, InputNames.PositionIds), positions => PositionsOf(file, positions, shape)),
        };
    }

    private static TensorInfo? Find(SafetensorsFile file, string name) =>
        file.TryGetTensor(name, out TensorInfo? tensor) ? tensor : null;

    // Said twice that it is a nullable: null alone would be taken for an array, and become an empty memory.
    private static ReadOnlyMemory<T>? Map<T>(TensorInfo? tensor, Func<TensorInfo, T[]> read) =>
        tensor is null ? (ReadOnlyMemory<T>?)null : read(tensor);

    /// <summary>[B, S], for multiple choice [B, C, S].</summary>
    private static ImmutableArray<long> BatchShape(SafetensorsFile file, Model model)
    {
        TensorInfo tensor = Find(file, InputNames.InputIds) ?? Find(file, InputNames.InputEmbeddings)
            ?? throw new InputException(
                file.Location, $"expected a tensor {InputNames.InputIds} or {InputNames.InputEmbeddings}, found neither");
        bool isIds = tensor.Name == InputNames.InputIds;
        bool choices = model.Class == ModelClass.MultipleChoice;
        int rank = (choices ? 3 : 2) + (isIds ? 0 : 1);
        int hidden = model.Configuration.HiddenSize;
        if (tensor.Shape.Length != rank || tensor.ElementCount > Array.MaxLength || (!isIds && tensor.Shape[^1] != hidden))
        {
            string rows = choices ? "B, C, S" : "B, S";
            throw Misshapen(file, tensor, isIds ? $"[{rows}]" : $"[{rows}, {hidden}]");
        }

        return isIds ? tensor.Shape : tensor.Shape[..^1];
    }

    private static int[] MaskOf(SafetensorsFile file, TensorInfo mask, ImmutableArray<long> shape)
    {
        // A mask for each pair of tokens reaches the model, which says what it thinks of it.
        if (!mask.Shape.SequenceEqual(shape.Add(shape[^1])))
        {
            Shaped(file, mask, shape);
        }

        return mask.DType.IsFloatingPoint() ? ZerosAndOnes(file, mask) : Integers(file, mask);
    }

    private static int[] PositionsOf(SafetensorsFile file, TensorInfo positions, ImmutableArray<long> shape)
    {
        bool oneRow = positions.Shape.Length > 0 && positions.ElementCount == shape[^1] && positions.Shape[^1] == shape[^1];
        return Integers(file, oneRow ? positions : Shaped(file, positions, shape));
    }

    private static TensorInfo Shaped(SafetensorsFile file, TensorInfo tensor, ImmutableArray<long> shape) =>
        tensor.Shape.SequenceEqual(shape) ? tensor : throw Misshapen(file, tensor, Quantity.Shape(shape));

    private static InputException Misshapen(SafetensorsFile file, TensorInfo tensor, string expected) =>
        new(file.Location, $"{tensor.Name}: expected {expected}, found {tensor}");

    private static int[] Integers(SafetensorsFile file, TensorInfo tensor)
    {
        long[] wide = new long[tensor.ElementCount];
        file.ReadInt64s(tensor.Name, wide);
        int[] values = new int[wide.Length];
        for (int i = 0; i < wide.Length; i++)
        {
            values[i] = wide[i] is >= int.MinValue and <= int.MaxValue
                ? (int)wide[i]
                : throw new InputException(
                    file.Location, $"{tensor.Name}: expected 32-bit integers, found {wide[i]} at element {i}");
        }

        return values;
    }

    private static int[] ZerosAndOnes(SafetensorsFile file, TensorInfo tensor)
    {
        float[] wide = Singles(file, tensor);
        int[] values = new int[wide.Length];
        for (int i = 0; i < wide.Length; i++)
        {
            values[i] = wide[i] is 0 or 1
                ? (int)wide[i]
                : throw new InputException(file.Location, $"{tensor.Name}: expected 0 or 1, found {wide[i]} at element {i}");
        }

        return values;
    }

    private static float[] Singles(SafetensorsFile file, TensorInfo tensor)
    {
        float[] values = new float[tensor.ElementCount];
        file.ReadSingles(tensor.Name, values);
        return values;
    }
}
