using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using SqueezeBert.Gpu;
using SqueezeBert.Gpu.HardwarePack;
using SqueezeBert.Gpu.HardwarePack.Children;

if (args is [EmbeddedToolCommand.Word, .. string[] rest])
{
    return EmbeddedToolCommand.Run(rest);
}

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
try
{
    return new RunCommand().Parse(args).Invoke(
        new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (Exception error) when (
    error is PackException or OutOfTimeException or SqueezeBertException or JsonException or IOException)
{
    Console.Error.WriteLine($"hardware-pack: {error.Message}");
    return 1;
}
