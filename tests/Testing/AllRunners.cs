using NUnit.Framework.Internal;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Testing;

/// <summary>Every device that the problem suite knows, present or not.</summary>
public static class AllRunners
{
    /// <summary>The environment variable under which an absent OpenCL device is a failure: CI sets it.</summary>
    public const string RequireOpenCL = "SQUEEZEBERT_REQUIRE_OPENCL";

    // The oldest and the newest that are supported: what ILGPU writes differs only where an instruction came later.
    private static readonly int[] InterpretedArchitectures = [70, 90];

    // Kernels are proved as this build compiles them, and a test leaves nothing in the user's folders.
    private static readonly DeviceOptions Afresh = new() { KeepsKernels = false };

    private static readonly DeviceInventory Inventory = ComputeDevices.List();

    /// <summary>For TestFixtureSource: one fixture a runner.</summary>
    public static IEnumerable<TestFixtureData> Fixtures()
    {
        foreach (Runner runner in List())
        {
            var fixture = new TestFixtureData(runner);
            fixture.SetArgDisplayNames(runner.Name);
            fixture.Properties.Set(PropertyNames.Category, runner.Category);
            yield return fixture;
        }
    }

    private static IEnumerable<Runner> List()
    {
        yield return new Runner("host", "Host", () => ComputeDevices.Open(DeviceKind.Cpu), null, null, IsSlow: false);
        yield return new Runner(
            "host, one thread", "Host", () => ComputeDevices.Open(DeviceKind.Cpu, new DeviceOptions { Threads = 1 }), null, null,
            IsSlow: false);
        yield return new Runner(
            "simulator", "Simulator", () => ComputeDevices.Open(DeviceKind.Simulator), null, null, IsSlow: true);
        foreach (int architecture in InterpretedArchitectures)
        {
            yield return new Runner(
                $"PTX sm_{architecture}, interpreted", "PtxInterpreter", () => InterpretedDevice.Open(architecture), null, null,
                IsSlow: true);
        }

        yield return new Runner(
            "OpenCL", "OpenCL", () => ComputeDevices.Open(DeviceKind.OpenCL, Afresh), Absent(DeviceKind.OpenCL), RequireOpenCL,
            IsSlow: false);
        yield return new Runner(
            "CUDA", "Cuda", () => ComputeDevices.Open(DeviceKind.Cuda, Afresh), Absent(DeviceKind.Cuda), null, IsSlow: false);
    }

    private static string? Absent(DeviceKind kind) => Inventory.Missing.GetValueOrDefault(kind);
}
