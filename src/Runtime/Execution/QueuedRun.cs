using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Execution;

/// <summary>
/// The runs of a plan on a device with a queue: inputs there, a launch for every node, results back, and one wait. Where
/// launches are captured, the second run records all that as a graph, which it and every later one launches by a single call.
/// The first goes node by node, for two reasons: a driver may load a kernel only when it is first launched, and some refuse to
/// while they record; and a shape that comes once is not worth a graph.
/// </summary>
internal sealed class QueuedRun : IDisposable
{
    private const string Advice =
        "switched off (SessionOptions.CudaGraphs, --cuda-graphs off), every pass is launched node by node";

    private readonly ComputeDevice device;
    private readonly LaunchQueue queue;
    private readonly QueuedCopy[] uploads;
    private readonly Action[] launches;
    private readonly QueuedCopy[] downloads;
    private readonly bool captures;
    private readonly Action enqueue;
    private readonly Action start;
    private bool ranBefore;
    private CapturedGraph? graph;

    /// <summary>Nothing is given to the device yet.</summary>
    /// <param name="device">The device.</param>
    /// <param name="queue">Its queue.</param>
    /// <param name="uploads">Copies of the inputs; the run owns them.</param>
    /// <param name="launches">One a node.</param>
    /// <param name="downloads">Copies of the wanted results; the run owns them.</param>
    /// <param name="captures">Whether runs are captured.</param>
    public QueuedRun(
        ComputeDevice device,
        LaunchQueue queue,
        QueuedCopy[] uploads,
        Action[] launches,
        QueuedCopy[] downloads,
        bool captures)
    {
        this.device = device;
        this.queue = queue;
        this.uploads = uploads;
        this.launches = launches;
        this.downloads = downloads;
        this.captures = captures;
        enqueue = Enqueue;
        start = Start;
    }

    /// <summary>Copies the inputs, launches every node, copies the results and waits.</summary>
    /// <exception cref="DeviceException">The driver refused something; the next run goes node by node.</exception>
    public void Run()
    {
        queue.Submit(start);
        queue.Wait();
        ranBefore = true;
    }

    /// <summary>Copies the inputs and waits.</summary>
    public void Upload()
    {
        queue.Submit(() => Enqueue(uploads));
        queue.Wait();
    }

    /// <summary>Launches some nodes, all of them once a pass, and waits at the end.</summary>
    /// <param name="first">The first node.</param>
    /// <param name="count">How many nodes.</param>
    /// <param name="passes">How often.</param>
    public void Launch(int first, int count, int passes)
    {
        queue.Submit(() =>
        {
            for (int pass = 0; pass < passes; pass++)
            {
                for (int node = first; node < first + count; node++)
                {
                    launches[node]();
                }
            }
        });
        queue.Wait();
    }

    /// <inheritdoc/>
    public void Dispose() => Disposal.InTurn(
        () => Disposal.Of([.. uploads, .. downloads]),
        () =>
        {
            if (graph is not null)
            {
                queue.Submit(graph.Dispose);
            }
        });

    private void Start()
    {
        if (!captures || !ranBefore)
        {
            Enqueue();
            return;
        }

        try
        {
            graph ??= queue.Capture(enqueue);
            graph.Launch();
        }
        catch (DeviceException error)
        {
            // What could not be launched has disposed of itself.
            graph = null;
            ranBefore = false;
            throw new DeviceException($"{error.Message}; {Advice}", error);
        }
    }

    private void Enqueue()
    {
        Enqueue(uploads);
        foreach (Action launch in launches)
        {
            launch();
        }

        Enqueue(downloads);
    }

    private void Enqueue(QueuedCopy[] copies)
    {
        foreach (QueuedCopy copy in copies)
        {
            device.Enqueue(copy);
        }
    }
}
