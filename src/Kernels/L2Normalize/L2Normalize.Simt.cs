using ILGPU;
using ILGPU.Algorithms;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class L2Normalize
{
    // One group of 64 threads a row; thread i owns channels i, i + 64, ...
    private const int GroupSize = 64;

    private static void Simt(L2NormalizeArguments a)
    {
        long start = (long)Grid.IdxX * a.C;
        int thread = Group.IdxX;
        ArrayView<float> partial = SharedMemory.Allocate<float>(GroupSize);
        float squares = 0;
        for (int c = thread; c < a.C; c += GroupSize)
        {
            float x = a.Input[start + c];
            squares += x * x;
        }

        float norm = XMath.Sqrt(GroupReduction.Sum(partial, thread, squares));
        float divisor = XMath.Max(norm, LeastNorm);
        for (int c = thread; c < a.C; c += GroupSize)
        {
            a.Output[start + c] = a.Input[start + c] / divisor;
        }
    }
}
