using ILGPU;
using ILGPU.Runtime;

namespace SqueezeBert.Gpu.PtxInterpreter.Tests;

/// <summary>A kernel that copies every field of its argument out, so that a wrong offset shows as a wrong value.</summary>
internal static class Layout
{
    public readonly struct Nothing;

    public readonly struct Small(byte a, short b, byte c)
    {
        public readonly byte A = a;
        public readonly short B = b;
        public readonly byte C = c;
    }

    public readonly struct Nested<T>(int a, T middle, byte z)
        where T : struct
    {
        public readonly int A = a;
        public readonly T Middle = middle;
        public readonly byte Z = z;
    }

    public readonly struct OneField(int value)
    {
        public readonly int Value = value;
    }

    public readonly struct Args
    {
        public Nothing Start { get; init; }

        public byte Byte { get; init; }

        public Nested<Nothing> WithNothing { get; init; }

        public Nested<Small> WithSmall { get; init; }

        public byte After { get; init; }

        public Nested<Nested<Relu>> Deep { get; init; }

        public ArrayView<ushort> Halves { get; init; }

        public sbyte Signed { get; init; }

        public Nothing Middle { get; init; }

        public float Float { get; init; }

        public OneField One { get; init; }

        public short Short { get; init; }

        public long Long { get; init; }

        public Small Small { get; init; }

        public double Double { get; init; }

        public ArrayView1D<int, Stride1D.Dense> Ints { get; init; }

        public Index2D Index { get; init; }

        public ArrayView<double> Output { get; init; }

        public Nothing End { get; init; }
    }

    public static void Run(Args args)
    {
        args.Output[0] = args.Byte;
        args.Output[1] = args.WithNothing.A;
        args.Output[2] = args.WithNothing.Z;
        args.Output[3] = args.WithSmall.A;
        args.Output[4] = args.WithSmall.Middle.A;
        args.Output[5] = args.WithSmall.Middle.B;
        args.Output[6] = args.WithSmall.Middle.C;
        args.Output[7] = args.WithSmall.Z;
        args.Output[8] = args.After;
        args.Output[9] = args.Deep.A;
        args.Output[10] = args.Deep.Middle.A;
        args.Output[11] = args.Deep.Middle.Middle.Apply(args.Deep.Middle.Z);
        args.Output[12] = args.Deep.Z;
        args.Output[13] = args.Halves[0];
        args.Output[14] = args.Halves.Length;
        args.Output[15] = args.Signed;
        args.Output[16] = args.Float;
        args.Output[17] = args.One.Value;
        args.Output[18] = args.Short;
        args.Output[19] = args.Long;
        args.Output[20] = args.Small.B;
        args.Output[21] = args.Small.C;
        args.Output[22] = args.Double;
        args.Output[23] = args.Ints[0];
        args.Output[24] = args.Ints.Length;
        args.Output[25] = args.Index.Y;
        args.Output[26] = args.Output.Length;
    }

    public readonly struct OnlyNothing
    {
        public readonly Nothing Field;
    }

    public static void RunNothing(OnlyNothing args)
    {
    }

    public static void RunOneField(OneField args)
    {
    }
}
