using ILGPU;
using ILGPU.Algorithms;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class LayerNorm<TPrologue>
{
    // One group of 64 threads a row; thread i owns channels i, i + 64, ...
    private const int GroupSize = 64;

    private static void Simt(LayerNormArguments<TPrologue> a)
    {
        long row = Grid.IdxX;
        int thread = Group.IdxX;
        long start = row * a.C;
        ArrayView<float> partial = SharedMemory.Allocate<float>(GroupSize);

        // The same thread reads back what it stored, so the output can hold the prologue's result between the passes.
        float sum = 0;
        for (int c = thread; c < a.C; c += GroupSize)
        {
            float x = a.Prologue.Apply(new DeviceFloat(a.Input[start + c]), row, c).Value;
            a.Output[start + c] = x;
            sum += x;
        }

        float mean = GroupReduction.Sum(partial, thread, sum) / a.C;
        float squares = 0;
        for (int c = thread; c < a.C; c += GroupSize)
        {
            float deviation = a.Output[start + c] - mean;
            squares += deviation * deviation;
        }

        float variance = GroupReduction.Sum(partial, thread, squares) / a.C;
        float inverse = 1f / XMath.Sqrt(variance + a.Epsilon);
        for (int c = thread; c < a.C; c += GroupSize)
        {
            a.Output[start + c] = ((a.Output[start + c] - mean) * inverse * a.Scale[c]) + a.Shift[c];
        }
    }
}
