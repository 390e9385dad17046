namespace SqueezeBert.Gpu.PtxInterpreter.Tests;

/// <summary>Sixteen bytes that move in one vector access.</summary>
internal struct Float4
{
    public float X;
    public float Y;
    public float Z;
    public float W;
}
