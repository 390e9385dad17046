using System.Collections.Immutable;
using System.Diagnostics;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Planning;

namespace SqueezeBert.Gpu.Execution;

/// <summary>
/// Runs one graph on one device. Kernels are compiled and weights packed when it is made; a batch shape is planned and bound
/// when it first arrives; after that a run only launches. What is captured of a plan lives as long as the plan.
/// </summary>
internal sealed class GraphExecutor : IDisposable
{
    // Shapes whose plans are kept, those that were used last. A shape counts real tokens and no padding, so that a server that is
    // sent sentences of any length sees hundreds of them; padding to a few lengths makes them no fewer where a mask is given. A plan
    // of SqueezeBERT-base is 18 KB on the CPU; a captured one takes the driver's memory as well, which is why there is an end.
    private const int MostPlans = 256;

    private readonly ComputeGraph graph;
    private readonly DeviceWeights weights;
    private readonly ActivationFormats formats;
    private readonly Workspace workspace;
    private readonly int mostPlans;
    private readonly Value[] graphInputs;
    private readonly Value[] graphOutputs;
    private readonly NodeKernel[] kernels;
    private readonly Dictionary<Node, NodeKernel> kernelOf = [];
    private readonly Dictionary<BatchShape, PlannedRun> plans = [];
    private PlannedRun? current;
    private long prepared;

    /// <summary>Compiles a graph.</summary>
    /// <param name="graph">What runs.</param>
    /// <param name="weights">Its weights on the device.</param>
    /// <param name="workspace">The device and the memory there, which other graphs may share between runs.</param>
    /// <param name="mostPlans">How many batch shapes stay planned.</param>
    public GraphExecutor(ComputeGraph graph, DeviceWeights weights, Workspace workspace, int mostPlans = MostPlans)
    {
        this.graph = graph;
        this.weights = weights;
        this.workspace = workspace;
        this.mostPlans = mostPlans;
        formats = new ActivationFormats(workspace.Device, weights.Storage, graph);
        graphInputs = [.. graph.Inputs];
        Outputs = [.. graph.Outputs];
        graphOutputs = [.. graph.Outputs.Values.Distinct()];
        kernels = [.. graph.Nodes.Select(node => NodeKernels.Create(workspace.Device, weights, formats, node))];
        for (int i = 0; i < kernels.Length; i++)
        {
            kernelOf.Add(graph.Nodes[i], kernels[i]);
        }

        weights.DropStaging();
        workspace.Device.FinishLoading();
    }

    /// <summary>The wanted results.</summary>
    public KeyValuePair<string, Value>[] Outputs { get; }

    private PlannedRun Current => current ?? throw new InvalidOperationException("no batch was prepared");

    /// <summary>Makes ready for a batch; afterwards its inputs can be filled.</summary>
    /// <exception cref="DeviceException">The device has no room for it; other batches can still run.</exception>
    public void Prepare(BatchShape batch)
    {
        current = null;
        PlannedRun? known = plans.GetValueOrDefault(batch);
        MemoryPlan plan = known?.Plan ?? Plan(batch);
        workspace.Inputs.Resize(graphInputs, batch);
        workspace.Arena.Reserve(plan.Length);
        if (workspace.Queue is not null)
        {
            workspace.Outputs.Resize(graphOutputs, batch);
        }

        current = known is not null && known.Generation == workspace.Generation ? known : Bind(plan);
        current.LastUse = ++prepared;
    }

    /// <summary>Copies the inputs to the device, launches every kernel and waits.</summary>
    public void Run()
    {
        PlannedRun run = Current;
        if (run.Queued is not null)
        {
            run.Queued.Run();
            return;
        }

        foreach (Action launch in run.Launches)
        {
            launch();
        }
    }

    /// <summary>Launches every kernel of some passes, one pass after another, and waits at the end; returns the time of that.</summary>
    public TimeSpan TimeBackToBack(int passes)
    {
        PlannedRun run = Current;
        run.Queued?.Upload();
        long begin = Stopwatch.GetTimestamp();
        if (run.Queued is not null)
        {
            run.Queued.Launch(0, run.Launches.Length, passes);
        }
        else
        {
            for (int pass = 0; pass < passes; pass++)
            {
                Run();
            }
        }

        return Stopwatch.GetElapsedTime(begin);
    }

    /// <summary>Does what <see cref="Run"/> does, but waits for every node and takes its time.</summary>
    public RunProfile Profile()
    {
        PlannedRun run = Current;
        int count = run.Launches.Length;
        var starts = new TimeSpan[count];
        var ends = new TimeSpan[count];
        long begin = Stopwatch.GetTimestamp();
        run.Queued?.Upload();
        for (int i = 0; i < count; i++)
        {
            starts[i] = Stopwatch.GetElapsedTime(begin);
            if (run.Queued is not null)
            {
                run.Queued.Launch(i, 1, passes: 1);
            }
            else
            {
                run.Launches[i]();
            }

            ends[i] = Stopwatch.GetElapsedTime(begin);
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(begin);
        BatchShape batch = run.Plan.Batch;
        ImmutableArray<NodeProfile> nodes = [.. Enumerable.Range(0, count).Select(i => Profile(i, starts[i], ends[i], batch))];
        return new RunProfile(batch, nodes, elapsed, new MemoryTraffic(weights, formats, batch).Least(graph));
    }

    /// <summary>Reads a wanted result of the last run.</summary>
    public void Read(Value output, Span<float> destination)
    {
        if (workspace.Queue is null)
        {
            workspace.Device.Read(Current.Binding.Singles(output), destination);
        }
        else
        {
            workspace.Outputs[Array.IndexOf(graphOutputs, output)][..destination.Length].CopyTo(destination);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        PlannedRun[] runs = [.. plans.Values];
        plans.Clear();
        Disposal.Of(runs);
    }

    private NodeProfile Profile(int index, TimeSpan start, TimeSpan end, BatchShape batch)
    {
        Node node = graph.Nodes[index];
        long bytes = new MemoryTraffic(weights, formats, batch).Of(node, kernels[index]);
        return new NodeProfile(node, Kind(kernels[index], batch), start, end - start, node.FloatingPointOperations(batch), bytes);
    }

    private KernelKind Kind(NodeKernel kernel, BatchShape batch) => (workspace.Device.IsHost, kernel.RunsOnTensorCores) switch
    {
        (true, _) => KernelKind.Host,
        (_, true) => kernel.FusesOnTensorCores(batch) ? KernelKind.FusedTensorCores : KernelKind.TensorCores,
        _ => KernelKind.Portable,
    };

    private MemoryPlan Plan(BatchShape batch) =>
        MemoryPlanner.Plan(
            graph, batch, node => kernelOf[node].ScratchLength(batch), result => formats.Length(result, batch));

    private PlannedRun Bind(MemoryPlan plan)
    {
        BatchShape replaced = plans.Count < mostPlans || plans.ContainsKey(plan.Batch)
            ? plan.Batch
            : plans.MinBy(entry => entry.Value.LastUse).Key;
        if (plans.Remove(replaced, out PlannedRun? old))
        {
            old.Dispose();
        }

        var binding = new Binding(plan, formats, workspace.Arena, workspace.Inputs);
        Action[] launches = Array.ConvertAll(kernels, kernel => kernel.Bind(binding));
        QueuedRun? queued = workspace.Queue is not { } queue ? null : new QueuedRun(
            workspace.Device,
            queue,
            workspace.Inputs.Uploads(graphInputs),
            launches,
            workspace.Outputs.Downloads(graphOutputs, binding),
            workspace.Captures);
        var run = new PlannedRun(plan, binding, launches, queued, workspace.Generation);
        plans.Add(plan.Batch, run);
        return run;
    }
}
