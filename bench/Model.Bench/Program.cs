using System.CommandLine;
using System.ComponentModel;
using System.Globalization;
using SqueezeBert.Gpu;
using SqueezeBert.Gpu.ModelBench;
using SqueezeBert.Gpu.ModelBench.Contest;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
try
{
    return new CompareCommand().Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception error) when (error is BenchException or SqueezeBertException or Win32Exception)
{
    Console.Error.WriteLine($"model-bench: {error.Message}");
    return 1;
}
