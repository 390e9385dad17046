namespace SqueezeBert.Gpu.PtxInterpreter.Tests;

internal readonly struct Affine(float scale, float shift) : IUnary
{
    public readonly float Scale = scale;
    public readonly float Shift = shift;

    public float Apply(float x) => (x * Scale) + Shift;
}
