namespace SqueezeBert.Gpu.Kernels;

/// <summary>How the results of a product lie in memory.</summary>
internal interface ITensorOutput
{
    /// <summary>Stores two neighbouring channels.</summary>
    /// <param name="pair">Their place, in pairs.</param>
    /// <param name="offset">Pairs beyond it, a constant.</param>
    /// <param name="first">The one of the lower address.</param>
    /// <param name="second">The other.</param>
    void Store(long pair, int offset, float first, float second);
}
