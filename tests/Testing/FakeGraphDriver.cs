using System.Globalization;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Testing;

/// <summary>
/// What the CUDA driver does about graphs, without one: between the begin and the end of a capture it keeps what it is given,
/// and does it whenever the graph is launched. Every call is written down; any of them can be made to fail.
/// </summary>
public sealed class FakeGraphDriver : ICudaGraphs
{
    private const int Success = 0;
    private const int InvalidHandle = 400;
    private const int CaptureUnsupported = 900;
    private const int CaptureUnmatched = 903;
    private const int CaptureWrongThread = 908;

    private readonly Dictionary<nint, List<Action>> graphs = [];
    private readonly Dictionary<nint, List<Action>> executables = [];
    private readonly List<string> calls = [];
    private List<Action>? recording;
    private nint capturing;
    private int thread;
    private nint last;

    /// <summary>The calls since the last look, by the driver's names.</summary>
    public IReadOnlyList<string> TakeCalls()
    {
        string[] taken = [.. calls];
        calls.Clear();
        return taken;
    }

    /// <summary>The call that fails, and its result; null if all succeed.</summary>
    public (string Call, int Result)? Failure { get; set; }

    /// <summary>A call that the driver does not have; null if it has all.</summary>
    public string? Missing { get; set; }

    /// <summary>Graphs and executables that were made and not destroyed.</summary>
    public int Alive => graphs.Count + executables.Count;

    /// <summary>Does something, or keeps it while a stream is captured.</summary>
    public void Do(Action action)
    {
        if (recording is not null)
        {
            recording.Add(action);
        }
        else
        {
            action();
        }
    }

    int ICudaGraphs.BeginCapture(nint stream)
    {
        if (Refuses("cuStreamBeginCapture_v2", out int result))
        {
            return result;
        }

        // The default stream has no handle.
        if (stream == 0 || recording is not null)
        {
            return CaptureUnsupported;
        }

        recording = [];
        capturing = stream;
        thread = Environment.CurrentManagedThreadId;
        return Success;
    }

    int ICudaGraphs.EndCapture(nint stream, out nint graph)
    {
        graph = 0;
        if (recording is not { } recorded || stream != capturing)
        {
            return CaptureUnmatched;
        }

        if (thread != Environment.CurrentManagedThreadId)
        {
            return CaptureWrongThread;
        }

        recording = null;
        if (Refuses("cuStreamEndCapture", out int result))
        {
            return result;
        }

        graph = ++last;
        graphs.Add(graph, recorded);
        return Success;
    }

    int ICudaGraphs.Instantiate(out nint executable, nint graph)
    {
        executable = 0;
        if (Refuses("cuGraphInstantiateWithFlags", out int result))
        {
            return result;
        }

        executable = ++last;
        executables.Add(executable, graphs[graph]);
        return Success;
    }

    int ICudaGraphs.Launch(nint executable, nint stream)
    {
        if (Refuses("cuGraphLaunch", out int result))
        {
            return result;
        }

        foreach (Action action in executables[executable])
        {
            action();
        }

        return stream == 0 ? InvalidHandle : Success;
    }

    // What is refused is destroyed all the same: there is no second try.
    int ICudaGraphs.DestroyExecutable(nint executable) =>
        !executables.Remove(executable) ? InvalidHandle : Refuses("cuGraphExecDestroy", out int result) ? result : Success;

    int ICudaGraphs.DestroyGraph(nint graph) =>
        !graphs.Remove(graph) ? InvalidHandle : Refuses("cuGraphDestroy", out int result) ? result : Success;

    string? ICudaGraphs.NameOf(int result) =>
        result == Success ? null : string.Create(CultureInfo.InvariantCulture, $"CUDA_ERROR_NUMBER_{result}");

    private bool Refuses(string call, out int result)
    {
        calls.Add(call);
        if (Missing == call)
        {
            throw new EntryPointNotFoundException($"no {call}");
        }

        bool refuses = Failure?.Call == call;
        result = refuses ? Failure!.Value.Result : Success;
        return refuses;
    }
}
