using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class Elementwise<TEpilogue>
{
    private const int GroupSize = 64;

    // Group (t, i): row t, channels 64 i ..; thread j takes channel 64 i + j, so no index is ever divided.
    private static void Simt(ElementwiseArguments<TEpilogue> a)
    {
        long row = Grid.IdxX;
        int channel = (Grid.IdxY * GroupSize) + Group.IdxX;
        if (channel < a.C)
        {
            long index = (row * a.C) + channel;
            a.Output[index] = a.Epilogue.Apply(new DeviceFloat(a.Input[index]), row, channel).Value;
        }
    }
}
