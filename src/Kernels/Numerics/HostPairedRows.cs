namespace SqueezeBert.Gpu.Kernels;

/// <summary>The rows of <see cref="HostWinogradGemm{TLanes}"/>, a strip of them after the other.</summary>
internal readonly unsafe struct HostPairedRows
{
    /// <summary>The first row's first number.</summary>
    public float* Numbers { get; init; }

    /// <summary>The sum of each row's products of pairs.</summary>
    public float* Products { get; init; }

    /// <summary>What each row's sums are multiplied by.</summary>
    public float* Factors { get; init; }

    /// <summary>Floats from what belongs to a strip to what belongs to the next.</summary>
    public long Strip { get; init; }

    /// <summary>The rows after some strips.</summary>
    public HostPairedRows After(int strips)
    {
        long floats = strips * Strip;
        return this with { Numbers = Numbers + floats, Products = Products + floats, Factors = Factors + floats };
    }
}
