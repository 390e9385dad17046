using ILGPU;
using ILGPU.Algorithms;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Reductions over a work-group of 64 threads through shared memory: OpenCL has no portable warp shuffles. Every thread of the
/// group must call, and every thread gets the result.
/// </summary>
internal static class GroupReduction
{
    private const int GroupSize = 64;

    /// <summary>The sum of every thread's value.</summary>
    /// <param name="partial">[64], shared; may be reused after the call.</param>
    /// <param name="thread">0..63.</param>
    /// <param name="value">This thread's value.</param>
    public static float Sum(ArrayView<float> partial, int thread, float value)
    {
        partial[thread] = value;
        Group.Barrier();
        for (int half = GroupSize / 2; half > 0; half >>= 1)
        {
            if (thread < half)
            {
                partial[thread] += partial[thread + half];
            }

            Group.Barrier();
        }

        float result = partial[0];
        Group.Barrier();
        return result;
    }

    /// <summary>The largest of every thread's value.</summary>
    /// <param name="partial">[64], shared; may be reused after the call.</param>
    /// <param name="thread">0..63.</param>
    /// <param name="value">This thread's value.</param>
    public static float Max(ArrayView<float> partial, int thread, float value)
    {
        partial[thread] = value;
        Group.Barrier();
        for (int half = GroupSize / 2; half > 0; half >>= 1)
        {
            if (thread < half)
            {
                partial[thread] = XMath.Max(partial[thread], partial[thread + half]);
            }

            Group.Barrier();
        }

        float result = partial[0];
        Group.Barrier();
        return result;
    }
}
