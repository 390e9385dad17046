namespace SqueezeBert.Gpu.ModelBench.Contest;

/// <summary>The contestants' processes, which take turns.</summary>
internal sealed class RivalGroup : IDisposable
{
    private readonly List<RivalProcess> processes = [];

    /// <summary>Starts them.</summary>
    /// <param name="contestants">Who takes part, in the order of their turns.</param>
    /// <param name="launcher">Starts processes.</param>
    /// <param name="threads">Threads of each.</param>
    public RivalGroup(IEnumerable<Contestant> contestants, RivalLauncher launcher, int threads)
    {
        try
        {
            foreach (Contestant contestant in contestants)
            {
                processes.Add(launcher.Start(contestant, threads));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Who takes part.</summary>
    public IEnumerable<Contestant> Contestants => processes.Select(process => process.Contestant);

    /// <summary>Has each do something, one after another.</summary>
    public IReadOnlyList<T> Each<T>(Func<RivalProcess, T> turn) => processes.ConvertAll(process => turn(process));

    /// <summary>The same, where what each does depends on its place.</summary>
    public IReadOnlyList<T> Each<T>(Func<RivalProcess, int, T> turn) => [.. processes.Select(turn)];

    /// <summary>Holds the outputs of each model's contestants against those of one that is not ours, where one takes part.</summary>
    /// <param name="outputs">The outputs of each contestant.</param>
    /// <returns>The largest difference of each contestant from the reference.</returns>
    /// <exception cref="BenchException">A difference is more than its tolerance.</exception>
    public IReadOnlyList<double> CheckAgreement(IReadOnlyList<float[]> outputs) =>
    [
        .. processes.Select((process, i) =>
        {
            int reference = Reference(process.Contestant.Model);
            return Agreement.Check(
                processes[reference].Contestant, outputs[reference], process.Contestant, outputs[i]);
        }),
    ];

    /// <summary>Ends the processes.</summary>
    public void Dispose() => processes.ForEach(process => process.Dispose());

    private int Reference(BenchModel model)
    {
        int stranger = processes.FindIndex(one => one.Contestant.Model == model && one.Contestant.Rival != RivalKind.Ours);
        return stranger >= 0 ? stranger : processes.FindIndex(one => one.Contestant.Model == model);
    }
}
