using System.Diagnostics;
using System.Text.Json;
using Spectre.Console;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Models;

namespace SqueezeBert.Gpu.Cli.Output;

/// <summary>How long it took until a model could run, for people and for programs.</summary>
internal sealed class StartTimes
{
    private TimeSpan opening;
    private TimeSpan loading;
    private TimeSpan compiling;
    private KernelCacheReport kernels = new(null, 0, 0, 0, null);

    /// <summary>Opens the device that the arguments ask for, and takes the time.</summary>
    public ComputeDevice Open(Invocation invocation)
    {
        long begin = Stopwatch.GetTimestamp();
        ComputeDevice device = invocation.OpenDevice();
        opening = Stopwatch.GetElapsedTime(begin);
        return device;
    }

    /// <summary>Brings a model to the device, and takes the time.</summary>
    public ModelSession CreateSession(Model model, ComputeDevice device, SessionOptions options)
    {
        TimeSpan before = device.CompilationTime;
        long begin = Stopwatch.GetTimestamp();
        ModelSession session = model.CreateSession(device, options);
        loading = Stopwatch.GetElapsedTime(begin);
        compiling = device.CompilationTime - before;
        kernels = device.KernelCache;
        return session;
    }

    /// <summary>Adds rows to a table.</summary>
    public void AddTo(Table table)
    {
        table.AddCells("opening the device", Quantity.Milliseconds(opening.TotalSeconds));
        table.AddCells("loading the model", Quantity.Milliseconds(loading.TotalSeconds));
        table.AddCells("of that, compiling kernels", Quantity.Milliseconds(compiling.TotalSeconds));
        if (kernels.Found + kernels.Compiled > 0)
        {
            table.AddCells("kernels found compiled", $"{kernels.Found} of {kernels.Found + kernels.Compiled}");
        }

        if (kernels.Damaged > 0)
        {
            table.AddCells("damaged kernels replaced", $"{kernels.Damaged}");
        }
    }

    /// <summary>Writes the property <c>start</c>.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject("start");
        json.WriteNumber("open_milliseconds", opening.TotalMilliseconds);
        json.WriteNumber("load_milliseconds", loading.TotalMilliseconds);
        json.WriteNumber("compile_milliseconds", compiling.TotalMilliseconds);
        json.WriteStartObject("kernel_cache");
        json.WriteText("folder", kernels.Folder);
        json.WriteNumber("found", kernels.Found);
        json.WriteNumber("compiled", kernels.Compiled);
        json.WriteNumber("damaged", kernels.Damaged);
        json.WriteText("problem", kernels.Problem);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
