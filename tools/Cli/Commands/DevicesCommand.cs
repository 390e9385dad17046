using System.Text.Json;
using Spectre.Console;
using SqueezeBert.Gpu.Cli.Output;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Cli.Commands;

/// <summary><c>devices</c>: what this machine has to compute on, and what it lacks.</summary>
internal sealed class DevicesCommand(CommonOptions common, ToolStreams streams) : ToolCommand(
    "devices", "Lists every device of this machine, which one auto picks and why, and what is missing.", common, streams)
{
    public override IReadOnlyList<string> Examples { get; } = ["devices", "devices --json"];

    protected override void Execute(Invocation invocation)
    {
        DeviceInventory inventory = ComputeDevices.List();
        KernelCacheContents? cache = inventory.Devices.Any(device => device.Kind is DeviceKind.Cuda or DeviceKind.OpenCL)
            ? ComputeDevices.LookAtKernelCache(invocation.DeviceOptions)
            : null;
        invocation.SayCacheProblem(cache?.Problem);
        if (invocation.IsJson)
        {
            JsonOutput.Document(invocation.Streams.Output, json => Write(json, inventory, cache));
            return;
        }

        Table table = TerminalTables.Create("device", "name", "gpu", ">memory", "what it can do", "auto");
        foreach (DeviceDescription device in inventory.Devices)
        {
            table.AddCells(
                DeviceChoice.NameOf(device), device.Name, device.IsGpu ? "yes" : "no",
                Quantity.Bytes(device.MemoryBytes), device.Details, device == inventory.Automatic ? "picked" : "");
        }

        table.Print(invocation.Streams);
        TextWriter output = invocation.Streams.Output;
        output.WriteLine($"auto picks {DeviceChoice.NameOf(inventory.Automatic)}: {inventory.Reason}");
        foreach ((DeviceKind kind, string why) in inventory.Missing)
        {
            output.WriteLine($"no {Quantity.Name(kind)}: {why}");
        }

        if (cache?.Folder is not null)
        {
            output.WriteLine(Describe(cache));
        }
    }

    private static string Describe(KernelCacheContents cache) => !cache.Exists
        ? $"compiled kernels will be kept in {cache.Folder}"
        : $"compiled kernels are kept in {cache.Folder}: {cache.Kernels}, {Quantity.Bytes(cache.Bytes)}, "
        + $"compiled in {Quantity.Milliseconds(cache.Compilation.TotalSeconds)}";

    private static void Write(Utf8JsonWriter json, DeviceInventory inventory, KernelCacheContents? cache)
    {
        json.WriteStartArray("devices");
        foreach (DeviceDescription device in inventory.Devices)
        {
            json.WriteStartObject();
            DeviceJson.WriteProperties(json, device);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("automatic");
        json.WriteString("kind", Quantity.Name(inventory.Automatic.Kind));
        json.WriteNumber("index", inventory.Automatic.Index);
        json.WriteString("option", DeviceChoice.NameOf(inventory.Automatic));
        json.WriteText("reason", inventory.Reason);
        json.WriteEndObject();
        json.WriteStartObject("missing");
        foreach ((DeviceKind kind, string why) in inventory.Missing)
        {
            json.WriteText(Quantity.Name(kind), why);
        }

        json.WriteEndObject();
        if (cache?.Folder is null)
        {
            json.WriteNull("kernel_cache");
            return;
        }

        json.WriteStartObject("kernel_cache");
        json.WriteText("folder", cache.Folder);
        json.WriteBoolean("exists", cache.Exists);
        json.WriteNumber("kernels", cache.Kernels);
        json.WriteNumber("bytes", cache.Bytes);
        json.WriteNumber("compile_milliseconds", cache.Compilation.TotalMilliseconds);
        json.WriteEndObject();
    }
}
