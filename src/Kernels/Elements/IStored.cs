namespace SqueezeBert.Gpu.Kernels;

/// <summary>What portable kernels read and write in device memory: float32 in registers, whatever lies there.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
internal interface IStored<TSelf> : IActivations<TSelf>
    where TSelf : struct, IStored<TSelf>
{
    /// <summary>An element, widened.</summary>
    float Read(long index);

    /// <summary>
    /// Four neighbours, widened: at once where they lie at a multiple of four elements in memory, else one after the other.
    /// </summary>
    /// <param name="index">The first.</param>
    /// <param name="count">How many are there; the others are not read, and zero.</param>
    Float4 Read4(long index, int count);

    /// <summary>Rounds to the format, to nearest and ties to even, and stores.</summary>
    void Write(long index, float value);

    /// <summary>Rounds and stores four neighbours, as <see cref="Read4"/> reads them.</summary>
    /// <param name="index">The first.</param>
    /// <param name="values">The elements.</param>
    /// <param name="count">How many are there; the others are not stored.</param>
    void Write4(long index, Float4 values, int count);
}
