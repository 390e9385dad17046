using ILGPU;

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

        LayerNormRow.Simt(a.Output, start, a.C, partial, thread, sum, a.Scale, a.Shift, a.Epsilon);
    }
}
