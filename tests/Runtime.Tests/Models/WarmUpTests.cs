using System.Runtime;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Kernels;
using SqueezeBert.Gpu.Models;

namespace SqueezeBert.Gpu.Runtime.Tests.Models;

/// <summary>What a session has done before its first batch comes.</summary>
public sealed class WarmUpTests
{
    // Nothing of a forward pass is left; a method or two may belong to the assertion's side.
    private const int FewMethods = 5;

    // An activation and a storage that no other test puts together, or its code would have been there before.
    [Test]
    public void The_first_batch_waits_for_no_compiler()
    {
        using var folder = new TemporaryFolder();
        TinyModels.Write(TinyModels.SqueezeBert with { HiddenActivation = "mish", MaximumPositions = 64 }, folder.Root);
        using ComputeDevice device = ComputeDevices.Open(DeviceKind.Cpu, new DeviceOptions { Threads = 1 });
        using Model model = Model.Load(folder.Root);
        using ModelSession session = model.CreateSession(device, new SessionOptions { WeightStorage = ElementType.F16 });
        var inputs = new ModelInputs { BatchSize = 1, SequenceLength = 20, InputIds = new int[20] };

        long before = JitInfo.GetCompiledMethodCount(currentThread: true);
        session.Run(inputs);
        long compiled = JitInfo.GetCompiledMethodCount(currentThread: true) - before;

        Assert.That(compiled, Is.LessThan(FewMethods));
    }
}
