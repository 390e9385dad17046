namespace SqueezeBert.Gpu.Weights;

/// <summary>Receives a tensor's bytes in consecutive pieces, none larger than 1 GiB.</summary>
/// <param name="bytes">The piece: whole elements, little-endian. It must not be kept after the call returns.</param>
/// <param name="byteOffset">Where the piece starts, counted from the first byte that was asked for.</param>
/// <param name="state">What the caller passed along.</param>
public delegate void TensorBytesVisitor<TState>(ReadOnlySpan<byte> bytes, long byteOffset, TState state)
    where TState : allows ref struct;
