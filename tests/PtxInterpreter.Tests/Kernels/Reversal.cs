using ILGPU;
using ILGPU.Runtime;

namespace SqueezeBert.Gpu.PtxInterpreter.Tests;

/// <summary>Reverses the vectors of a block through dynamic shared memory, and each vector through local memory.</summary>
internal static class Reversal
{
    public readonly struct Args(ArrayView<float> data, int offset)
    {
        public readonly ArrayView<float> Data = data;
        public readonly int Offset = offset;
    }

    public static void Run(Args args)
    {
        ArrayView<Float4> tile = SharedMemory.GetDynamic<Float4>();
        ArrayView<Float4> data = args.Data.Cast<Float4>();
        tile[Group.IdxX] = data[Group.IdxX];
        Group.Barrier();
        Float4 vector = tile[Group.DimX - 1 - Group.IdxX];
        float[] elements = new float[4];
        elements[0] = vector.X;
        elements[1] = vector.Y;
        elements[2] = vector.Z;
        elements[3] = vector.W;
        for (int i = 0; i < 4; i++)
        {
            args.Data[(Group.IdxX * 4) + i] = elements[3 - i];
        }
    }

    /// <summary>A vector view that starts anywhere; the promise of alignment is kept only for every fourth offset.</summary>
    public static void RunFromOffset(Args args)
    {
        ArrayView<Float4> data = args.Data.SubView(args.Offset).AsAligned(16).Cast<Float4>();
        Float4 vector = data[Group.IdxX];
        vector.X += 1f;
        data[Group.IdxX] = vector;
    }
}
