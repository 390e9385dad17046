using System.Diagnostics;
using System.Runtime.InteropServices;
using SqueezeBert.Gpu.ModelBench.Workers;

namespace SqueezeBert.Gpu.ModelBench.Contest;

/// <summary>A contestant's process, seen from outside.</summary>
internal sealed class RivalProcess : IDisposable
{
    // Threads of a pool spin for a while after their work, and would take the next contestant's cores: it waits until the
    // process uses less than a tenth of a core, or for as long as patience lasts.
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan AtRest = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

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

    /// <summary>Gives it a batch, the same for everybody who has this vocabulary.</summary>
    public void Prepare(BatchShape shape) => Ask(new WorkerRequest
    {
        Command = WorkerRequest.Prepare,
        Batch = shape.Batch,
        Sequence = shape.Sequence,
        InputIds = shape.RandomIds(Contestant.Model.Configuration.VocabularySize),
    });

    /// <summary>Runs the batch once and returns all that came out.</summary>
    public float[] Outputs() => Numbers(Ask(new WorkerRequest { Command = WorkerRequest.Outputs }).Outputs!);

    /// <summary>The seconds of each of some runs. When it returns, the process is at rest.</summary>
    public double[] Time(int runs)
    {
        double[] seconds = Ask(new WorkerRequest { Command = WorkerRequest.Time, Runs = runs }).Seconds!;
        WaitForRest();
        return seconds;
    }

    /// <summary>Reads all sentences once. When it returns, the process is at rest.</summary>
    public SentencePass ReadSentences(int batch)
    {
        WorkerReply reply = Ask(new WorkerRequest { Command = WorkerRequest.Sentences, Batch = batch });
        WaitForRest();
        return new SentencePass(reply.Seconds![0], reply.Tokens!.Value, Numbers(reply.Outputs!));
    }

    /// <summary>The most memory that the process ever had resident, in bytes.</summary>
    public long PeakBytes() => Ask(new WorkerRequest { Command = WorkerRequest.Memory }).PeakBytes!.Value;

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private static float[] Numbers(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();

    private void WaitForRest()
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan used;
        do
        {
            used = ProcessorTime();
            Thread.Sleep(Glance);
        }
        while (ProcessorTime() - used > AtRest && Stopwatch.GetElapsedTime(start) < Patience);
    }

    private TimeSpan ProcessorTime()
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }

    private WorkerReply Ask(WorkerRequest request)
    {
        try
        {
            WorkerProtocol.Write(process.StandardInput, request);
        }
        catch (IOException)
        {
            throw Ended();
        }

        return Receive();
    }

    private WorkerReply Receive() => WorkerProtocol.Read<WorkerReply>(process.StandardOutput) ?? throw Ended();

    private BenchException Ended() => new($"the process of {Contestant.Name} ended; it has said why");
}
