namespace SqueezeBert.Gpu.ModelBench.Contest;

/// <summary>Starts contestants on the files of their models.</summary>
internal sealed class RivalLauncher(ModelCache cache, Peers peers)
{
    private readonly SortedSet<string> engines = new(StringComparer.Ordinal);

    /// <summary>The engines that were started, with their versions.</summary>
    public IReadOnlyCollection<string> Engines => engines;

    /// <summary>Starts a contestant's process and waits until it has loaded its model.</summary>
    public RivalProcess Start(Contestant contestant, int threads)
    {
        ModelFiles files = cache.Files(contestant.Model, needsOnnx: contestant.Rival == RivalKind.OnnxRuntime);
        var process = RivalProcess.Start(contestant, files, peers, threads);
        engines.Add(process.Version);
        return process;
    }
}
