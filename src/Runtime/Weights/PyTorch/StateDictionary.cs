using SqueezeBert.Gpu.Files;

namespace SqueezeBert.Gpu.Weights.PyTorch;

/// <summary>What <c>torch.save(model.state_dict(), file)</c> wrote: tensors by name.</summary>
internal static class StateDictionary
{
    /// <summary>Takes what the pickle left for a dictionary of tensors.</summary>
    /// <exception cref="WeightsFileException">It is something else, or not tensors alone.</exception>
    public static Dictionary<string, TensorView> Of(object? root, string file)
    {
        if (root is not Dictionary<string, object?> entries)
        {
            throw new WeightsFileException(file, $"holds {PickleKind.Of(root)}, expected a dictionary of tensors (a state_dict)");
        }

        if (entries.Count == 0)
        {
            throw new WeightsFileException(file, "holds an empty dictionary, expected one of tensors (a state_dict)");
        }

        var tensors = new Dictionary<string, TensorView>(entries.Count, StringComparer.Ordinal);
        foreach ((string name, object? value) in entries)
        {
            tensors.Add(name, value as TensorView ?? throw new WeightsFileException(
                file, $"{MessageText.Quote(name)} is {PickleKind.Of(value)}, expected a tensor: a state_dict by itself"));
        }

        return tensors;
    }
}
