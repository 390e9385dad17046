namespace SqueezeBert.Gpu.Kernels;

/// <summary>y = second(first(x)).</summary>
/// <typeparam name="TFirst">Applied first.</typeparam>
/// <typeparam name="TSecond">Applied to its result.</typeparam>
public readonly struct Then<TFirst, TSecond> : IEpilogue
    where TFirst : struct, IEpilogue
    where TSecond : struct, IEpilogue
{
    /// <summary>Applied first.</summary>
    public readonly TFirst First;

    /// <summary>Applied to the first one's result.</summary>
    public readonly TSecond Second;

    /// <summary>Composes two epilogues.</summary>
    /// <param name="first">Applied first.</param>
    /// <param name="second">Applied to its result.</param>
    public Then(TFirst first, TSecond second)
    {
        First = first;
        Second = second;
    }

    /// <inheritdoc/>
    public T Apply<T>(T value, long row, int channel)
        where T : struct, IReal<T> => Second.Apply(First.Apply(value, row, channel), row, channel);
}
