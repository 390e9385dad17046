using System.Collections.Immutable;
using System.Diagnostics;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Planning;

namespace SqueezeBert.Gpu.Execution;

/// <summary>
/// Runs one graph on one device. Kernels are compiled and weights packed when it is made; a batch shape is planned and bound
/// when it first arrives; after that a run only launches.
/// </summary>
internal sealed class GraphExecutor
{
    // Shapes whose plans are kept: a server sees few when it buckets its batches, and a plan is small.
    private const int MostPlans = 64;

    private readonly ComputeDevice device;
    private readonly ComputeGraph graph;
    private readonly DeviceWeights weights;
    private readonly Arena arena;
    private readonly InputSet inputs;
    private readonly Value[] graphInputs;
    private readonly NodeKernel[] kernels;
    private readonly Dictionary<Node, NodeKernel> kernelOf = [];
    private readonly Dictionary<BatchShape, PlannedRun> plans = [];
    private PlannedRun? current;

    /// <summary>Compiles a graph.</summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="graph">What runs.</param>
    /// <param name="weights">Its weights on that device.</param>
    /// <param name="arena">The memory of its results, which other graphs may share between runs.</param>
    /// <param name="inputs">Its inputs, likewise.</param>
    public GraphExecutor(ComputeDevice device, ComputeGraph graph, DeviceWeights weights, Arena arena, InputSet inputs)
    {
        this.device = device;
        this.graph = graph;
        this.weights = weights;
        this.arena = arena;
        this.inputs = inputs;
        graphInputs = [.. graph.Inputs];
        Outputs = [.. graph.Outputs];
        kernels = [.. graph.Nodes.Select(node => NodeKernels.Create(device, weights, node))];
        for (int i = 0; i < kernels.Length; i++)
        {
            kernelOf.Add(graph.Nodes[i], kernels[i]);
        }

        weights.DropStaging();
    }

    /// <summary>The wanted results.</summary>
    public KeyValuePair<string, Value>[] Outputs { get; }

    private PlannedRun Current => current ?? throw new InvalidOperationException("no batch was prepared");

    /// <summary>Makes ready for a batch; afterwards its inputs can be filled.</summary>
    public void Prepare(BatchShape batch)
    {
        inputs.Resize(graphInputs, batch);
        if (!plans.TryGetValue(batch, out PlannedRun? run))
        {
            MemoryPlan plan = MemoryPlanner.Plan(graph, batch, node => kernelOf[node].ScratchLength(batch));
            arena.Reserve(plan.Length);
            run = Bind(plan);
        }
        else if (run.Generation != arena.Generation + inputs.Generation)
        {
            run = Bind(run.Plan);
        }

        current = run;
    }

    /// <summary>Copies the inputs to the device, launches every kernel and waits.</summary>
    public void Run()
    {
        PlannedRun run = Current;
        inputs.Upload(graphInputs);
        foreach (Action launch in run.Launches)
        {
            launch();
        }

        device.Synchronize();
    }

    /// <summary>Launches every kernel of some passes, one pass after another, and waits at the end; returns the time of that.</summary>
    public TimeSpan TimeBackToBack(int passes)
    {
        PlannedRun run = Current;
        inputs.Upload(graphInputs);
        device.Synchronize();
        long begin = Stopwatch.GetTimestamp();
        for (int pass = 0; pass < passes; pass++)
        {
            foreach (Action launch in run.Launches)
            {
                launch();
            }
        }

        device.Synchronize();
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
        inputs.Upload(graphInputs);
        device.Synchronize();
        for (int i = 0; i < count; i++)
        {
            starts[i] = Stopwatch.GetElapsedTime(begin);
            run.Launches[i]();
            device.Synchronize();
            ends[i] = Stopwatch.GetElapsedTime(begin);
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(begin);
        BatchShape batch = run.Plan.Batch;
        ImmutableArray<NodeProfile> nodes =
        [
            .. graph.Nodes.Select((node, i) => new NodeProfile(
                node, starts[i], ends[i] - starts[i], node.FloatingPointOperations(batch), BytesMoved(node, batch))),
        ];
        return new RunProfile(batch, nodes, elapsed);
    }

    /// <summary>Copies a result of the last run to the host.</summary>
    public void Read(Value output, Span<float> destination) =>
        device.Read(Current.Binding.Singles(output), destination);

    private long BytesMoved(Node node, BatchShape batch)
    {
        ImmutableArray<TensorType> types = [.. node.Inputs.Select(input => input.Type)];
        long written = node.Outputs.Sum(output => output.Type.Elements(batch)) * sizeof(float);
        return written + node.Inputs
            .Select((input, i) => node.Operation.ElementsRead(types, i, batch) * weights.ElementBytes(input)).Sum();
    }

    private PlannedRun Bind(MemoryPlan plan)
    {
        var binding = new Binding(plan, arena, inputs);
        var run = new PlannedRun(
            plan, binding, Array.ConvertAll(kernels, kernel => kernel.Bind(binding)), arena.Generation + inputs.Generation);
        if (plans.Count >= MostPlans && !plans.ContainsKey(plan.Batch))
        {
            plans.Clear();
        }

        plans[plan.Batch] = run;
        return run;
    }
}
