using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class Elementwise<TEpilogue>
{
    private const int GroupSize = 64;

    // Channels of a group of threads, four a thread.
    private const int Channels = 4 * GroupSize;

    // Group (t, i): row t, channels 256 i ..; thread j takes four channels from 256 i + 4 j on, so no index is ever divided.
    private static void Simt<TInput, TOutput>(ElementwiseSimtArguments<TInput, TOutput, TEpilogue> a)
        where TInput : struct, IStored<TInput>
        where TOutput : struct, IStored<TOutput>
    {
        long row = Grid.IdxX;
        int channel = (Grid.IdxY * Channels) + (4 * Group.IdxX);
        int count = a.C - channel;
        if (count > 0)
        {
            long index = (row * a.C) + channel;
            Float4 values = a.Input.Read4(index, count);
            a.Output.Write4(index, DeviceEpilogue<TEpilogue>.Apply(a.Epilogue, values, row, channel, count), count);
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
                (new Index3D(a.T, (a.C + Channels - 1) / Channels, 1), new Index3D(GroupSize, 1, 1)),
                new() { Input = TInput.Of(a.Input), Epilogue = a.Epilogue, Output = TOutput.Of(a.Output), C = a.C });
        }
    }
}
