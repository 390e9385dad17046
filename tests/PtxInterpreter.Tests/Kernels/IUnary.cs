namespace SqueezeBert.Gpu.PtxInterpreter.Tests;

internal interface IUnary
{
    float Apply(float x);
}
