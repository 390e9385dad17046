using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class Elementwise<TEpilogue>
{
    private const int GroupSize = 64;

    // Group (t, i): row t, channels 64 i ..; thread j takes channel 64 i + j, so no index is ever divided.
    private static void Simt<TInput, TOutput>(ElementwiseSimtArguments<TInput, TOutput, TEpilogue> a)
        where TInput : struct, IStored<TInput>
        where TOutput : struct, IStored<TOutput>
    {
        long row = Grid.IdxX;
        int channel = (Grid.IdxY * GroupSize) + Group.IdxX;
        if (channel < a.C)
        {
            long index = (row * a.C) + channel;
            a.Output.Write(index, a.Epilogue.Apply(new DeviceFloat(a.Input.Read(index)), row, channel).Value);
        }
    }

    private readonly struct SimtFactory(ComputeDevice device) : IStoredConsumer<Action<ElementwiseArguments<TEpilogue>>>
    {
        public Action<ElementwiseArguments<TEpilogue>> Use<TInput, TOutput>()
            where TInput : struct, IStored<TInput>
            where TOutput : struct, IStored<TOutput>
        {
            var kernel = device.LoadKernel<ElementwiseSimtArguments<TInput, TOutput, TEpilogue>>(Simt);
            return a => kernel(
                (new Index3D(a.T, (a.C + GroupSize - 1) / GroupSize, 1), new Index3D(GroupSize, 1, 1)),
                new() { Input = TInput.Of(a.Input), Epilogue = a.Epilogue, Output = TOutput.Of(a.Output), C = a.C });
        }
    }
}
