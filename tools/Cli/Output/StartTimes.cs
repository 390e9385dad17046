using System.Text.Json;
using Spectre.Console;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Cli.Output;

/// <summary>How long it took until a model could run, for people and for programs.</summary>
/// <param name="Opening">Opening the device.</param>
/// <param name="Loading">Bringing the model to the device.</param>
/// <param name="Compiling">The part of that which went into Kernels.</param>
/// <param name="Kernels">How many of them were found compiled.</param>
internal sealed record StartTimes(TimeSpan Opening, TimeSpan Loading, TimeSpan Compiling, KernelCacheReport Kernels)
{
    /// <summary>Adds rows to a table.</summary>
    public void AddTo(Table table)
    {
        table.AddCells("opening the device", Quantity.Milliseconds(Opening.TotalSeconds));
        table.AddCells("loading the model", Quantity.Milliseconds(Loading.TotalSeconds));
        table.AddCells("of that, compiling kernels", Quantity.Milliseconds(Compiling.TotalSeconds));
        if (Kernels.Found + Kernels.Compiled > 0)
        {
            table.AddCells("kernels found compiled", $"{Kernels.Found} of {Kernels.Found + Kernels.Compiled}");
        }

        if (Kernels.Damaged > 0)
        {
            table.AddCells("damaged kernels replaced", $"{Kernels.Damaged}");
        }
    }

    /// <summary>Writes the property <c>start</c>.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject("start");
        json.WriteNumber("open_milliseconds", Opening.TotalMilliseconds);
        json.WriteNumber("load_milliseconds", Loading.TotalMilliseconds);
        json.WriteNumber("compile_milliseconds", Compiling.TotalMilliseconds);
        json.WriteStartObject("kernel_cache");
        json.WriteText("folder", Kernels.Folder);
        json.WriteNumber("found", Kernels.Found);
        json.WriteNumber("compiled", Kernels.Compiled);
        json.WriteNumber("damaged", Kernels.Damaged);
        json.WriteText("problem", Kernels.Problem);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
