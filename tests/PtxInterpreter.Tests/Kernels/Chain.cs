namespace SqueezeBert.Gpu.PtxInterpreter.Tests;

/// <summary>Two operations in turn; a struct that nests structs.</summary>
internal readonly struct Chain<TFirst, TSecond>(TFirst first, TSecond second) : IUnary
    where TFirst : struct, IUnary
    where TSecond : struct, IUnary
{
    public readonly TFirst First = first;
    public readonly TSecond Second = second;

    public float Apply(float x) => Second.Apply(First.Apply(x));
}
