using System.Text.Json;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Cli.Output;

/// <summary>A device as JSON.</summary>
internal static class DeviceJson
{
    /// <summary>Writes the device's properties into the current object.</summary>
    public static void WriteProperties(Utf8JsonWriter json, DeviceDescription device)
    {
        json.WriteString("kind", Quantity.Name(device.Kind));
        json.WriteNumber("index", device.Index);
        json.WriteString("option", DeviceChoice.NameOf(device));
        json.WriteText("name", device.Name);
        json.WriteBoolean("gpu", device.IsGpu);
        json.WriteNumber("memory_bytes", device.MemoryBytes);
        json.WriteText("details", device.Details);
    }

    /// <summary>Writes the device as the property <c>device</c>.</summary>
    public static void WriteDevice(this Utf8JsonWriter json, DeviceDescription device)
    {
        json.WriteStartObject("device");
        WriteProperties(json, device);
        json.WriteEndObject();
    }
}
