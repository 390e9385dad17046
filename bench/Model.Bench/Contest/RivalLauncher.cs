namespace SqueezeBert.Gpu.ModelBench.Contest;

/// <summary>Starts contestants on the files of their models.</summary>
internal sealed class RivalLauncher(ModelCache cache, Peers peers)
{
    /// <summary>Starts a contestant's process and waits until it has loaded its model.</summary>
    public RivalProcess Start(Contestant contestant, int threads)
    {
        ModelFiles files = cache.Files(contestant.Model, needsOnnx: contestant.Rival == RivalKind.OnnxRuntime);
        return RivalProcess.Start(contestant, files, peers, threads);
    }
}
