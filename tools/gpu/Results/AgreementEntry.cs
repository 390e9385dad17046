using SqueezeBert.Gpu.Kernels;
using SqueezeBert.Gpu.ModelBench.Contest;

namespace SqueezeBert.Gpu.HardwarePack.Results;

/// <summary>How far outputs are from PyTorch's in float64, over last_hidden_state and pooler_output together.</summary>
/// <param name="Precision">The word of the precision.</param>
/// <param name="Ours">This engine.</param>
/// <param name="Theirs">PyTorch in that precision, eager.</param>
internal sealed record AgreementEntry(string Precision, OutputError Ours, OutputError Theirs)
{
    /// <summary>Our error over theirs, as root mean squares: below 1 is nearer to the truth.</summary>
    public double Ratio => Ours.RootMeanSquare / Theirs.RootMeanSquare;

    /// <summary>Whether ours is within the tolerance of the precision; null for a precision without one.</summary>
    public bool? IsWithin => Enum.TryParse(Precision, ignoreCase: true, out ElementType type)
        ? Ours.Largest <= Tolerance.Of(type)
        : null;
}
