using SqueezeBert.Gpu.ModelBench.Contest;

namespace SqueezeBert.Gpu.ModelBench.Results;

/// <summary>A contestant at a batch shape.</summary>
/// <param name="Contestant">Who.</param>
/// <param name="Difference">Its outputs' largest difference from the reference rival's.</param>
/// <param name="Seconds">Its forward passes.</param>
internal sealed record GridEntry(Contestant Contestant, double Difference, Summary Seconds);
