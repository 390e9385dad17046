using SqueezeBert.Gpu.ModelBench.Contest;

namespace SqueezeBert.Gpu.ModelBench.Results;

/// <summary>A contestant in processes that did nothing else: medians over them.</summary>
/// <param name="Threads">Its threads.</param>
/// <param name="Shape">Batch and sequence.</param>
/// <param name="Contestant">Who.</param>
/// <param name="LoadSeconds">Loading the model, until it could run.</param>
/// <param name="FirstSeconds">The first forward pass.</param>
/// <param name="WarmSeconds">A later one.</param>
/// <param name="PeakBytes">The most memory that was resident.</param>
internal sealed record StartEntry(
    int Threads, BatchShape Shape, Contestant Contestant, double LoadSeconds, double FirstSeconds, double WarmSeconds,
    double PeakBytes);
