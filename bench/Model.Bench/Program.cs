using System.CommandLine;
using System.Globalization;
using SqueezeBert.Gpu.ModelBench;
using SqueezeBert.Gpu.ModelBench.Contest;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
try
{
    return new CompareCommand().Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (BenchException error)
{
    Console.Error.WriteLine($"model-bench: {error.Message}");
    return 1;
}
