namespace SqueezeBert.Gpu.Kernels;

/// <summary>Activations as portable kernels read and write them: float32 in registers, whatever lies in memory.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
internal interface IStored<TSelf> : IActivations<TSelf>
    where TSelf : struct, IStored<TSelf>
{
    /// <summary>An element, widened.</summary>
    float Read(long index);

    /// <summary>Rounds to the format, to nearest and ties to even, and stores.</summary>
    void Write(long index, float value);

    /// <summary>The elements from one on.</summary>
    TSelf From(long first);
}
