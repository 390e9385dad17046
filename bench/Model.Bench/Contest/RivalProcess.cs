using System.Diagnostics;
using System.Runtime.InteropServices;
using SqueezeBert.Gpu.ModelBench.Workers;

namespace SqueezeBert.Gpu.ModelBench.Contest;

/// <summary>A contestant's process, seen from outside.</summary>
internal sealed class RivalProcess : IDisposable
{
    // Threads of a pool spin for a while after their work, and would take the next contestant's cores.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);

    private readonly Process process;

    private RivalProcess(Contestant contestant, Process process)
    {
        Contestant = contestant;
        this.process = process;
        WorkerReply loaded = Receive();
        Version = loaded.Version!;
        LoadSeconds = loaded.LoadSeconds!.Value;
    }

    /// <summary>Who it is.</summary>
    public Contestant Contestant { get; }

    /// <summary>The engine with its version.</summary>
    public string Version { get; }

    /// <summary>How long loading the model took; starting the process is not in it.</summary>
    public double LoadSeconds { get; }

    /// <summary>Starts a process and waits until it has loaded the model.</summary>
    /// <param name="contestant">Who it is.</param>
    /// <param name="files">The model.</param>
    /// <param name="peers">Starts PyTorch.</param>
    /// <param name="threads">Threads of the forward pass.</param>
    public static RivalProcess Start(Contestant contestant, ModelFiles files, Peers peers, int threads)
    {
        ProcessStartInfo start = contestant.Rival switch
        {
            RivalKind.Ours => WorkerCommand.Start(contestant.Rival, files.Directory, threads, contestant.Precision),
            RivalKind.OnnxRuntime => WorkerCommand.Start(contestant.Rival, files.OnnxFile, threads, contestant.Precision),
            _ => peers.Worker(files.Directory, threads),
        };
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        return new RivalProcess(
            contestant, Process.Start(start) ?? throw new BenchException($"{start.FileName} did not start"));
    }

    /// <summary>Gives it a batch.</summary>
    public void Prepare(BatchShape shape) => Ask(new WorkerRequest
    {
        Command = WorkerRequest.Prepare,
        Batch = shape.Batch,
        Sequence = shape.Sequence,
        InputIds = shape.RandomIds(Contestant.Model.Configuration.VocabularySize),
    });

    /// <summary>Runs once and returns what came out.</summary>
    public ForwardOutputs Outputs()
    {
        WorkerReply reply = Ask(new WorkerRequest { Command = WorkerRequest.Outputs });
        return new ForwardOutputs(Numbers(reply.LastHiddenState!), Numbers(reply.PoolerOutput!));
    }

    /// <summary>The seconds of each of some runs, begun when whoever ran before is at rest.</summary>
    public double[] Time(int runs)
    {
        Thread.Sleep(Rest);
        return Ask(new WorkerRequest { Command = WorkerRequest.Time, Runs = runs }).Seconds!;
    }

    /// <summary>The most memory that the process ever had resident, in bytes; null where the system does not tell.</summary>
    public long? PeakBytes() => Ask(new WorkerRequest { Command = WorkerRequest.Memory }).PeakBytes;

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private static float[] Numbers(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();

    private WorkerReply Ask(WorkerRequest request)
    {
        WorkerProtocol.Write(process.StandardInput, request);
        return Receive();
    }

    private WorkerReply Receive() => WorkerProtocol.Read<WorkerReply>(process.StandardOutput)
        ?? throw new BenchException($"the process of {Contestant.Name} ended; it has said why");
}
