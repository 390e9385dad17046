using System.Runtime.CompilerServices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>What a thread of <see cref="TileSoftmax"/> keeps of a query from one tile of keys to the next.</summary>
internal readonly struct SoftmaxOfRow
{
    /// <summary>The largest score so far.</summary>
    public readonly float Largest;

    /// <summary>The sum of the weights of this thread's keys so far.</summary>
    public readonly float Sum;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SoftmaxOfRow(float largest, float sum)
    {
        Largest = largest;
        Sum = sum;
    }

    /// <summary>Before the first key.</summary>
    public static SoftmaxOfRow Nothing => new(float.MinValue, 0f);
}
