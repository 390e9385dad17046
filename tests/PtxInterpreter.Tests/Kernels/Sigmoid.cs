using ILGPU.Algorithms;

namespace SqueezeBert.Gpu.PtxInterpreter.Tests;

internal readonly struct Sigmoid : IUnary
{
    public float Apply(float x) => 1f / (1f + XMath.Exp(-x));
}
