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
        KernelCacheReport? cache = inventory.Devices.Any(device => device.Kind is DeviceKind.Cuda or DeviceKind.OpenCL)
            ? ComputeDevices.PrepareKernelCache(invocation.DeviceOptions)
            : null;
        invocation.SayProblem(cache);
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

        if (cache?.Folder is { } folder)
        {
            output.WriteLine($"compiled kernels are kept in {folder}");
        }
    }

    private static void Write(Utf8JsonWriter json, DeviceInventory inventory, KernelCacheReport? cache)
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
        json.WriteText("kernel_cache", cache?.Folder);
    }
}
