using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.HardwarePack.Results;

namespace SqueezeBert.Gpu.HardwarePack.Children;

/// <summary><c>machine</c>: what ILGPU says of a device, and .NET of the machine, as a list of <see cref="Fact"/>.</summary>
internal sealed class MachineCommand : Command
{
    /// <summary>Its name.</summary>
    public const string Word = "machine";

    /// <summary>Creates the command.</summary>
    public MachineCommand()
        : base(Word, "Says what a device is.")
    {
        Hidden = true;
        var kind = new Argument<DeviceKind>("device");
        Arguments.Add(kind);
        SetAction(arguments => Describe(arguments.GetRequiredValue(kind)));
    }

    private static void Describe(DeviceKind kind)
    {
        using ComputeDevice device = ComputeDevices.Open(kind);
        DeviceDescription description = device.Description;
        DeviceDescription processor = ComputeDevices.List().Devices.First(one => one.Kind == DeviceKind.Cpu);
        Fact[] facts =
        [
            new("kind", $"{description.Kind}"),
            new(Fact.NameOfDevice, description.Name),
            new("details", description.Details),
            new("memory", $"{description.MemoryBytes} bytes"),
            .. device.IsHost ? [] : OfAccelerator(device.Accelerator),
            new("system", $"{RuntimeInformation.OSDescription} ({RuntimeInformation.OSArchitecture})"),
            new("runtime", RuntimeInformation.FrameworkDescription),
            new("processor", $"{processor.Name} ({processor.Details})"),
        ];
        Console.Out.WriteLine(PackJson.Line(facts));
    }

    private static IEnumerable<Fact> OfAccelerator(Accelerator accelerator)
    {
        yield return new("multiprocessors", Number(accelerator.NumMultiprocessors));
        yield return new("threads of a multiprocessor", Number(accelerator.MaxNumThreadsPerMultiprocessor));
        yield return new("warp", Number(accelerator.WarpSize));
        yield return new("shared memory of a group", $"{accelerator.MaxSharedMemoryPerGroup} bytes");
        if (accelerator is CudaAccelerator cuda)
        {
            yield return new("compute capability", $"{cuda.Architecture}");
            yield return new("PTX", $"{cuda.InstructionSet}");
            yield return new("multiprocessor clock", $"{cuda.ClockRate} MHz");
            yield return new("memory clock", $"{cuda.MemoryClockRate} MHz");
            yield return new("memory bus", $"{cuda.MemoryBusWidth} bits");
            yield return new("L2 cache", $"{cuda.L2CacheSize} bytes");
            yield return new("driver interface", $"{cuda.DriverVersion}");
        }
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
