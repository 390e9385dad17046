namespace SqueezeBert.Gpu.Weights.PyTorch;

/// <summary>What a pickle may call. Throws <see cref="FormatException"/> where the arguments make no sense.</summary>
internal delegate object PickleFunction(ReadOnlySpan<object?> arguments);
