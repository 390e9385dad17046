using System.CommandLine;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.HardwarePack.Ceilings;
using SqueezeBert.Gpu.HardwarePack.Results;
using SqueezeBert.Gpu.Kernels;
using SqueezeBert.Gpu.Kernels.Bench.Measuring;

namespace SqueezeBert.Gpu.HardwarePack.Children;

/// <summary><c>ceiling</c>: measures the peaks of a device, and writes them as a <see cref="Ceiling"/>.</summary>
internal sealed class CeilingCommand : Command
{
    /// <summary>Its name.</summary>
    public const string Word = "ceiling";

    /// <summary>Creates the command.</summary>
    public CeilingCommand()
        : base(Word, "Measures the peaks of a device.")
    {
        Hidden = true;
        var kind = new Argument<DeviceKind>("device");
        Arguments.Add(kind);
        SetAction(arguments => Measure(arguments.GetRequiredValue(kind)));
    }

    private static void Measure(DeviceKind kind)
    {
        DevicePeak peak = Peaks.Of(kind);
        using ComputeDevice device = ComputeDevices.Open(kind);
        double? half = TensorPeak.Measure<TensorF16>(device, TensorPeak.HalfOnes);
        double? single = TensorPeak.Measure<TensorTF32>(device, TensorPeak.SingleOne);
        Console.Out.WriteLine(PackJson.Line(new Ceiling(peak.OperationsPerSecond, half, single, peak.BytesPerSecond)));
    }
}
