using ILGPU;

namespace SqueezeBert.Gpu.PtxInterpreter.Tests;

/// <summary>float16 to float32 from the bits, with integer arithmetic alone, and with ILGPU's own type.</summary>
internal static class HalfBits
{
    private const float TwoTo112 = 5.192296858534828e33f;

    public readonly struct Args(ArrayView<ushort> input, ArrayView<float> byHand, ArrayView<float> byType)
    {
        public readonly ArrayView<ushort> Input = input;
        public readonly ArrayView<float> ByHand = byHand;
        public readonly ArrayView<float> ByType = byType;
    }

    public static void Run(Args args)
    {
        int i = Grid.GlobalIndex.X;
        args.ByHand[i] = Widen(args.Input[i]);
        args.ByType[i] = args.Input.Cast<ILGPU.Half>()[i];
    }

    private static float Widen(ushort bits)
    {
        uint magnitude = (uint)bits & 0x7fff;
        float value = Interop.IntAsFloat(magnitude << 13) * TwoTo112;
        if (magnitude >= 0x7c00)
        {
            value = Interop.IntAsFloat(0x7f800000u | ((magnitude & 0x3ff) << 13));
        }
        return Interop.IntAsFloat(Interop.FloatAsInt(value) | (((uint)bits & 0x8000) << 16));
    }
}
