using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Execution;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Kernels;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Runtime.Tests.Execution;

/// <summary>
/// The life of captured runs, with a driver that does what CUDA's does: y = relu(x) and z = y + x of a batch of any length, whose
/// values are checked after every run.
/// </summary>
public sealed class CapturedRunTests
{
    private const int Channels = 4;
    private const int Longest = 65;

    private static readonly string[] Plain = [];

    private static readonly string[] Capture =
    [
        "cuStreamBeginCapture_v2", "cuStreamEndCapture", "cuGraphInstantiateWithFlags", "cuGraphDestroy", "cuGraphLaunch",
    ];

    private static readonly string[] Replay = ["cuGraphLaunch"];

    private readonly Random random = new(5);
    private CapturingDevice device = null!;
    private DeviceWeights weights = null!;
    private Workspace workspace = null!;
    private GraphExecutor executor = null!;

    [SetUp]
    public void Open()
    {
        device = CapturingDevice.Open();
        weights = new DeviceWeights(null!, ElementType.F32);
        workspace = new Workspace(device, cudaGraphs: true);
        executor = new GraphExecutor(Build(), weights, workspace);
    }

    [TearDown]
    public void Close()
    {
        device.Driver.Failure = null;
        executor.Dispose();
        workspace.Dispose();
        weights.Dispose();
        Assert.That(device.Driver.Alive, Is.Zero);
        device.Dispose();
    }

    [Test]
    public void A_shape_that_comes_again_is_captured_and_then_replayed()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Run(3), Is.EqualTo(Plain));
            Assert.That(Run(3), Is.EqualTo(Capture));
            Assert.That(Run(3), Is.EqualTo(Replay));
            Assert.That(Run(3), Is.EqualTo(Replay));
            Assert.That(device.Driver.Alive, Is.EqualTo(1));
        });
    }

    [Test]
    public void Each_shape_and_each_graph_has_its_own()
    {
        using var other = new GraphExecutor(Build(), weights, workspace);
        Run(Longest);
        Run(2);
        Run(2, other);
        Assert.Multiple(() =>
        {
            Assert.That(Run(Longest), Is.EqualTo(Capture));
            Assert.That(Run(2), Is.EqualTo(Capture));
            Assert.That(Run(2, other), Is.EqualTo(Capture));
            Assert.That(Run(Longest), Is.EqualTo(Replay));
            Assert.That(Run(2), Is.EqualTo(Replay));
            Assert.That(Run(2, other), Is.EqualTo(Replay));
            Assert.That(device.Driver.Alive, Is.EqualTo(3));
        });
    }

    [Test]
    public void A_graph_is_void_when_memory_has_moved()
    {
        Run(2);
        Run(2);
        Assert.Multiple(() =>
        {
            Assert.That(Run(Longest), Is.EqualTo(Plain), "it moves the memory");
            Assert.That(Run(2), Is.EqualTo(new[] { "cuGraphExecDestroy" }), "and a plain run takes the place of the graph");
            Assert.That(Run(2), Is.EqualTo(Capture));
            Assert.That(device.Driver.Alive, Is.EqualTo(1));
        });
    }

    [Test]
    public void Memory_that_could_not_be_had_voids_what_was_captured()
    {
        Run(2);
        Run(2);
        Assert.That(
            () => workspace.Arena.Reserve(1L << 50), Throws.TypeOf<DeviceException>().With.Message.Contains("the results"));
        Assert.That(Run(2), Is.EqualTo(new[] { "cuGraphExecDestroy" }));
        Assert.That(Run(2), Is.EqualTo(Capture));
    }

    [Test]
    public void The_plan_that_was_not_used_for_longest_goes_and_its_graph_with_it()
    {
        using var three = new GraphExecutor(Build(), weights, workspace, mostPlans: 3);

        // The longest first, so that nothing moves.
        foreach (int length in (int[])[4, 3, 3, 4, 2])
        {
            Run(length, three);
        }

        Assert.Multiple(() =>
        {
            Assert.That(device.Driver.Alive, Is.EqualTo(2));
            Assert.That(Run(1, three), Is.EqualTo(new[] { "cuGraphExecDestroy" }), "one more than are kept");
            Assert.That(Run(4, three), Is.EqualTo(Replay));
            Assert.That(Run(2, three), Is.EqualTo(Capture));
            Assert.That(Run(3, three), Is.EqualTo(Plain), "it was given up, and takes the place of one that was not captured");
            Assert.That(Run(2, three), Is.EqualTo(Replay));
            Assert.That(Run(4, three), Is.EqualTo(Replay));
        });
    }

    [Test]
    public void A_shape_in_use_outlives_any_number_that_come_once()
    {
        using var four = new GraphExecutor(Build(), weights, workspace, mostPlans: 4);
        Run(Longest, four);
        Run(Longest, four);
        for (int length = 1; length < Longest; length++)
        {
            Assert.That(Run(length, four), Is.EqualTo(Plain));
            if (length % 3 == 0)
            {
                Assert.That(Run(Longest, four), Is.EqualTo(Replay));
            }
        }

        Assert.That(device.Driver.Alive, Is.EqualTo(1));
        Assert.That(Run(1, four), Is.EqualTo(Plain), "it came once, and long ago");
    }

    [TestCase("cuStreamBeginCapture_v2")]
    [TestCase("cuStreamEndCapture")]
    [TestCase("cuGraphInstantiateWithFlags")]
    [TestCase("cuGraphDestroy")]
    [TestCase("cuGraphLaunch")]
    public void A_call_that_fails_is_named_and_leaves_the_rest_usable(string call)
    {
        Run(2);
        device.Driver.Failure = (call, 801);
        Assert.That(
            () => Run(2),
            Throws.TypeOf<DeviceException>().With.Message.Contains($"{call} returned CUDA_ERROR_NUMBER_801 (801)")
                .And.Message.Contains("SessionOptions.CudaGraphs"));
        device.Driver.TakeCalls();
        Assert.Multiple(() =>
        {
            Assert.That(device.Driver.Alive, Is.Zero);
            Assert.That(Run(2), Is.EqualTo(Plain), "the next run goes node by node");
            device.Driver.Failure = null;
            Assert.That(Run(2), Is.EqualTo(Capture));
        });
    }

    [Test]
    public void A_replay_that_fails_is_named_and_leaves_the_rest_usable()
    {
        Run(2);
        Run(2);
        device.Driver.Failure = ("cuGraphLaunch", 719);
        Assert.That(
            () => Run(2), Throws.TypeOf<DeviceException>().With.Message.Contains("cuGraphLaunch").And.Message.Contains("719"));
        device.Driver.TakeCalls();
        Assert.That(device.Driver.Alive, Is.Zero);
        Assert.That(Run(2), Is.EqualTo(Plain));
    }

    [Test]
    public void What_cannot_be_recorded_ends_the_capture()
    {
        Run(2);
        device.FailsToLaunch = true;
        Assert.That(
            () => Run(2), Throws.TypeOf<DeviceException>().With.Message.Contains("not permitted when stream is capturing"));
        Assert.Multiple(() =>
        {
            string[] calls = ["cuStreamBeginCapture_v2", "cuStreamEndCapture", "cuGraphDestroy"];
            Assert.That(device.Driver.TakeCalls(), Is.EqualTo(calls));
            Assert.That(Run(2), Is.EqualTo(Plain));
            Assert.That(Run(2), Is.EqualTo(Capture));
        });
    }

    [Test]
    public void A_driver_without_graphs_is_told_by_what_it_lacks()
    {
        Run(2);
        device.Driver.Missing = "cuGraphInstantiateWithFlags";
        Assert.That(
            () => Run(2),
            Throws.TypeOf<DeviceException>().With.Message.Contains("CUDA 11.4 or later")
                .And.Message.Contains(device.Driver.Missing));
        device.Driver.Missing = null;
        device.Driver.TakeCalls();
        Assert.That(Run(2), Is.EqualTo(Plain));
    }

    [Test]
    public void A_graph_that_cannot_be_destroyed_is_told()
    {
        Run(2);
        Run(2);
        device.Driver.Failure = ("cuGraphExecDestroy", 400);
        Assert.That(
            executor.Dispose,
            Throws.TypeOf<DeviceException>().With.Message.Contains("cuGraphExecDestroy returned CUDA_ERROR_NUMBER_400 (400)"));
    }

    [Test]
    public void Each_graph_that_cannot_be_destroyed_is_told_and_the_rest_is_disposed_of()
    {
        foreach (int length in (int[])[3, 2, 1, 3, 2, 1])
        {
            Run(length);
        }

        Assert.That(device.Driver.Alive, Is.EqualTo(3));
        device.Driver.Failure = ("cuGraphExecDestroy", 400);
        Assert.That(
            executor.Dispose,
            Throws.TypeOf<AggregateException>().With.Property(nameof(AggregateException.InnerExceptions)).Count.EqualTo(3)
                .And.Property(nameof(AggregateException.InnerExceptions)).All.TypeOf<DeviceException>());
        Assert.That(device.Driver.Alive, Is.Zero);
        Assert.That(executor.Dispose, Throws.Nothing, "there is nothing left");
    }

    [Test]
    public void Nothing_is_captured_where_that_is_switched_off()
    {
        using var off = new Workspace(device, cudaGraphs: false);
        using var plain = new GraphExecutor(Build(), weights, off);
        for (int i = 0; i < 3; i++)
        {
            Assert.That(Run(2, plain, off), Is.EqualTo(Plain));
        }
    }

    private static ComputeGraph Build()
    {
        var graph = new GraphBuilder();
        Value x = graph.Input("x", TensorType.F32(Axis.Tokens, Axis.Channels(Channels)));
        Value y = graph.Activation("y", x, "relu");
        graph.Output("y", y);
        graph.Output("z", graph.Add("z", y, x));
        return graph.Build();
    }

    private IReadOnlyList<string> Run(int tokens) => Run(tokens, executor, workspace);

    private IReadOnlyList<string> Run(int tokens, GraphExecutor graph) => Run(tokens, graph, workspace);

    // Runs a batch of random numbers, checks the results and gives the calls of the driver.
    private IReadOnlyList<string> Run(int tokens, GraphExecutor graph, Workspace at)
    {
        float[] x = [.. Enumerable.Range(0, tokens * Channels).Select(_ => random.NextSingle() - 0.5f)];
        graph.Prepare(new BatchShape(1, tokens, tokens));
        x.CopyTo(at.Inputs.Singles("x").Host);
        graph.Run();
        foreach ((string name, Value value) in graph.Outputs)
        {
            float[] found = new float[x.Length];
            graph.Read(value, found);
            float[] expected = Array.ConvertAll(x, one => Math.Max(one, 0) + (name == "z" ? one : 0));
            Assert.That(found, Is.EqualTo(expected), name);
        }

        return device.Driver.TakeCalls();
    }
}
