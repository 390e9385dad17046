namespace SqueezeBert.Gpu.Runtime.Tests.Roofline;

/// <summary>What a card can do at most, as its maker publishes it.</summary>
/// <param name="Architecture">90 stands for sm_90.</param>
/// <param name="Multiprocessors">Streaming multiprocessors.</param>
/// <param name="OperationsPerSecond">16-bit operations of tensor cores, a multiply-add counted as two, nothing sparse.</param>
/// <param name="BytesPerSecond">Of its memory.</param>
internal sealed record Card(int Architecture, int Multiprocessors, double OperationsPerSecond, double BytesPerSecond)
{
    /// <summary>
    /// NVIDIA H100 SXM5. Sources: "NVIDIA H100 Tensor Core GPU Architecture" (2022), tables of the appendix, for 132
    /// multiprocessors and 989.4 TFLOP/s; "NVIDIA H100 Tensor Core GPU Datasheet" for 3.35 TB/s.
    /// </summary>
    public static Card H100 { get; } = new(90, 132, 989.4e12, 3.35e12);
}
