namespace SqueezeBert.Gpu.PtxInterpreter.Tests;

/// <summary>An empty struct: one byte in a PTX parameter.</summary>
internal readonly struct Relu : IUnary
{
    public float Apply(float x) => x > 0f ? x : 0f;
}
