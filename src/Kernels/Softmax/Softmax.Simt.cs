using ILGPU;
using ILGPU.Algorithms;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class Softmax
{
    // One group of 64 threads a row; thread i owns entries i, i + 64, ...
    private const int GroupSize = 64;

    private static void Simt(SoftmaxArguments a)
    {
        long start = (long)Grid.IdxX * a.C;
        int thread = Group.IdxX;
        ArrayView<float> partial = SharedMemory.Allocate<float>(GroupSize);

        float largest = float.MinValue;
        for (int c = thread; c < a.C; c += GroupSize)
        {
            largest = XMath.Max(largest, a.Input[start + c]);
        }

        largest = GroupReduction.Max(partial, thread, largest);
        float sum = 0;
        for (int c = thread; c < a.C; c += GroupSize)
        {
            float x = DeviceFloat.Exp(new DeviceFloat(a.Input[start + c] - largest)).Value;
            a.Output[start + c] = x;
            sum += x;
        }

        float inverse = 1f / GroupReduction.Sum(partial, thread, sum);
        for (int c = thread; c < a.C; c += GroupSize)
        {
            a.Output[start + c] *= inverse;
        }
    }
}
