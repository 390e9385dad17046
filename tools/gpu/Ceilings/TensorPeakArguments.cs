using ILGPU;

namespace SqueezeBert.Gpu.HardwarePack.Ceilings;

/// <summary>What <see cref="TensorPeak"/> launches with.</summary>
public readonly struct TensorPeakArguments
{
    /// <summary>One number for each thread, kept so that computing it is not left out.</summary>
    public readonly ArrayView<float> Results;

    /// <summary>Two 16-bit numbers or one of 32 bits, which fill both operands.</summary>
    public readonly uint Word;

    /// <summary>Creates them.</summary>
    public TensorPeakArguments(ArrayView<float> results, uint word)
    {
        Results = results;
        Word = word;
    }
}
