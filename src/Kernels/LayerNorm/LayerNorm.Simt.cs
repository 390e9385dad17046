using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;
using Singles = SqueezeBert.Gpu.Kernels.Stored<float, SqueezeBert.Gpu.Kernels.F32>;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class LayerNorm<TPrologue>
{
    // One group of 64 threads a row.
    private const int GroupSize = 64;

    private static void Simt<TInput, TOutput>(LayerNormSimtArguments<TInput, TOutput, TPrologue> a)
        where TInput : struct, IStored<TInput>
        where TOutput : struct, IStored<TOutput>
    {
        ArrayView<float> partial = SharedMemory.Allocate<float>(GroupSize);
        long row = Grid.IdxX;
        var source = new PrologueRow<TInput, TPrologue>(a.Input, a.Prologue, row, a.C);
        LayerNormRow.Simt(source, a.Output, row * a.C, a.C, partial, a.Scale, a.Shift, a.Epsilon);
    }

    private readonly struct SimtFactory(ComputeDevice device) : IStoredConsumer<Action<LayerNormArguments<TPrologue>>>
    {
        public Action<LayerNormArguments<TPrologue>> Use<TInput, TOutput>()
            where TInput : struct, IStored<TInput>
            where TOutput : struct, IStored<TOutput>
        {
            var kernel = device.LoadKernel<LayerNormSimtArguments<TInput, TOutput, TPrologue>>(Simt);
            return a => kernel((a.T, GroupSize), new()
            {
                Input = TInput.Of(a.Input),
                Prologue = a.Prologue,
                Scale = Singles.Of(a.Scale),
                Shift = Singles.Of(a.Shift),
                Output = TOutput.Of(a.Output),
                C = a.C,
                Epsilon = a.Epsilon,
            });
        }
    }
}
