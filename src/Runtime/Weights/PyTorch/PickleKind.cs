using System.Numerics;

namespace SqueezeBert.Gpu.Weights.PyTorch;

/// <summary>What a value of a pickle is, in the words of a message.</summary>
internal static class PickleKind
{
    public static string Of(object? value) => value switch
    {
        null => "None",
        string => "text",
        bool => "a boolean",
        long or BigInteger or double => "a number",
        object?[] => "a tuple",
        List<object?> => "a list",
        Dictionary<string, object?> => "a dictionary",
        PickleFunction => "a function",
        SafetensorsDType => "a type",
        StorageSlice => "a storage",
        TensorView => "a tensor",
        _ => throw new ArgumentException($"{value.GetType()} is no value of a pickle", nameof(value)),
    };
}
