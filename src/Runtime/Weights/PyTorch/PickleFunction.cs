namespace SqueezeBert.Gpu.Weights.PyTorch;

/// <summary>What a pickle may call.</summary>
internal delegate object PickleFunction(ReadOnlySpan<object?> arguments);
