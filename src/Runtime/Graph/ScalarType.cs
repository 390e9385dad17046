namespace SqueezeBert.Gpu.Graph;

/// <summary>What a tensor of a graph holds.</summary>
public enum ScalarType
{
    /// <summary>float32: activations and weights (which may be stored narrower).</summary>
    F32,

    /// <summary>int32: ids, offsets and masks.</summary>
    I32,
}
