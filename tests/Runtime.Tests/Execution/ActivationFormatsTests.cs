using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Execution;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Kernels;
using SqueezeBert.Gpu.Models;
using SqueezeBert.Gpu.Planning;
using SqueezeBert.Gpu.Runtime.Tests.Models;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Runtime.Tests.Execution;

/// <summary>What is stored in 16 bits, and how much room it takes.</summary>
public sealed class ActivationFormatsTests
{
    private static readonly BatchShape Batch = new(1, 7, 7);

    private readonly ComputeGraph graph = EncoderGraph.Build(
        TinyModels.SqueezeBert,
        ModelWeights.For(TinyModels.SqueezeBert, TinyModels.SqueezeBert.ModelClass),
        new GraphVariant(false, false, OutputSelection.LastHiddenState));

    [Test]
    public void On_a_GPU_what_lies_between_two_nodes_is_stored_as_weights_are([Values] ElementType storage)
    {
        using KernelRecorder device = KernelRecorder.Open(hasTensorCores: false);
        var formats = new ActivationFormats(device, storage, graph);
        ElementType between = storage == ElementType.TF32 ? ElementType.F32 : storage;
        Assert.Multiple(() =>
        {
            foreach (Value value in graph.Nodes.SelectMany(node => node.Outputs))
            {
                bool isWanted = graph.Outputs.ContainsValue(value);
                Assert.That(formats.Of(value), Is.EqualTo(isWanted ? ElementType.F32 : between), value.ToString());
            }

            Assert.That(graph.Inputs.Select(formats.Of), Has.All.EqualTo(ElementType.F32));
        });
    }

    [Test]
    public void On_the_CPU_everything_is_float32([Values] ElementType storage)
    {
        using ComputeDevice device = ComputeDevices.Open(DeviceKind.Cpu);
        var formats = new ActivationFormats(device, storage, graph);
        Assert.That(graph.Nodes.SelectMany(node => node.Outputs).Select(formats.Of), Has.All.EqualTo(ElementType.F32));
    }

    [Test]
    public void The_arena_halves()
    {
        using KernelRecorder device = KernelRecorder.Open(hasTensorCores: false);
        var halves = new ActivationFormats(device, ElementType.F16, graph);
        MemoryPlan singlePlan = MemoryPlanner.Plan(graph, Batch);
        MemoryPlan halfPlan = MemoryPlanner.Plan(graph, Batch, length: result => halves.Length(result, Batch));
        Assert.Multiple(() =>
        {
            foreach ((Value result, Region region) in halfPlan.Results)
            {
                long elements = singlePlan.Results[result].Length;
                Assert.That(region.Length, Is.EqualTo(graph.Outputs.ContainsValue(result) ? elements : (elements + 1) / 2));
            }

            Assert.That(halfPlan.Length, Is.LessThan(0.6 * singlePlan.Length));
        });
    }
}
