using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SqueezeBert.Gpu.ModelBench.Workers;

/// <summary>A process that has one rival and does what its parent says, until its input ends.</summary>
internal sealed class Worker(TextReader input, TextWriter output)
{
    /// <summary>Loads the rival and serves it.</summary>
    /// <param name="load">Loads it.</param>
    public void Serve(Func<IRival> load)
    {
        long start = Stopwatch.GetTimestamp();
        using IRival rival = load();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        WorkerProtocol.Write(output, new WorkerReply { Version = rival.Version, LoadSeconds = seconds });
        while (WorkerProtocol.Read<WorkerRequest>(input) is { } request)
        {
            WorkerProtocol.Write(output, Answer(rival, request));
        }
    }

    private static WorkerReply Answer(IRival rival, WorkerRequest request) => request.Command switch
    {
        WorkerRequest.Prepare => Prepare(rival, request),
        WorkerRequest.Outputs => Outputs(rival),
        WorkerRequest.Time => new WorkerReply { Seconds = Time(rival, request.Runs!.Value) },
        WorkerRequest.Sentences => Sentences(rival, request),
        WorkerRequest.Memory => new WorkerReply { PeakBytes = PeakMemory() },
        _ => throw new InvalidDataException($"unknown command '{request.Command}'"),
    };

    private static WorkerReply Prepare(IRival rival, WorkerRequest request)
    {
        rival.Prepare(TokenBatch.Full(request.Batch!.Value, request.Sequence!.Value, request.InputIds!));
        return new WorkerReply();
    }

    private static WorkerReply Outputs(IRival rival)
    {
        rival.Run();
        ForwardOutputs outputs = rival.Outputs();
        return new WorkerReply { Outputs = Bytes([.. outputs.LastHiddenState, .. outputs.PoolerOutput]) };
    }

    private static WorkerReply Sentences(IRival rival, WorkerRequest request)
    {
        SentencePass pass = new SentenceReader(rival).Read(request.Batch!.Value);
        return new WorkerReply { Seconds = [pass.Seconds], Tokens = pass.Tokens, Outputs = Bytes(pass.PoolerOutput) };
    }

    private static double[] Time(IRival rival, int runs)
    {
        double[] seconds = new double[runs];
        for (int run = 0; run < runs; run++)
        {
            long start = Stopwatch.GetTimestamp();
            rival.Run();
            seconds[run] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        return seconds;
    }

    private static long PeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    private static byte[] Bytes(float[] values) => MemoryMarshal.AsBytes<float>(values).ToArray();
}
