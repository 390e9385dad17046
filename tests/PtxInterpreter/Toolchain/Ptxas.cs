using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>
/// NVIDIA's PTX assembler, where it is installed: what it accepts, a driver will. Source: CUDA "ptxas options" (<c>-v</c>).
/// </summary>
public sealed partial class Ptxas
{
    /// <summary>The environment variable with the path of the executable.</summary>
    public const string Variable = "SQUEEZEBERT_PTXAS";

    private Ptxas(string path) => Path = path;

    /// <summary>The executable.</summary>
    public string Path { get; }

    /// <summary>Finds the assembler through <see cref="Variable"/> or the search path; null when there is none.</summary>
    /// <exception cref="FileNotFoundException">The variable names a file that does not exist.</exception>
    public static Ptxas? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } configured)
        {
            return File.Exists(configured)
                ? new Ptxas(configured)
                : throw new FileNotFoundException($"{Variable} names {configured}, which does not exist", configured);
        }
        string file = OperatingSystem.IsWindows() ? "ptxas.exe" : "ptxas";
        string? found = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => System.IO.Path.Combine(folder, file))
            .FirstOrDefault(File.Exists);
        return found is null ? null : new Ptxas(found);
    }

    /// <summary>Assembles a text with one kernel and throws the machine code away.</summary>
    public PtxasReport Assemble(string ptx, int sm)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("ptxas");
        try
        {
            string source = System.IO.Path.Combine(folder.FullName, "kernel.ptx");
            File.WriteAllText(source, ptx);
            string target = System.IO.Path.ChangeExtension(source, "cubin");
            (int code, string output) = Run("-v", $"-arch=sm_{sm}", source, "-o", target);
            return code == 0
                ? new PtxasReport(
                    null,
                    Number(RegistersPattern(), output),
                    Number(SpillStoresPattern(), output),
                    Number(SpillLoadsPattern(), output),
                    Number(StackPattern(), output),
                    Number(SharedPattern(), output))
                : new PtxasReport(output.Trim(), 0, 0, 0, 0, 0);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private (int Code, string Output) Run(params string[] arguments)
    {
        ProcessStartInfo start = new(Path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{Path} does not start");
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd() + error.GetAwaiter().GetResult();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    // What a kernel does not use is not mentioned.
    private static int Number(Regex pattern, string output) => pattern.Match(output) is { Success: true } match
        ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
        : 0;

    [GeneratedRegex(@"Used (\d+) registers")]
    private static partial Regex RegistersPattern();

    [GeneratedRegex(@"(\d+) bytes spill stores")]
    private static partial Regex SpillStoresPattern();

    [GeneratedRegex(@"(\d+) bytes spill loads")]
    private static partial Regex SpillLoadsPattern();

    [GeneratedRegex(@"(\d+) bytes stack frame")]
    private static partial Regex StackPattern();

    [GeneratedRegex(@"(\d+) bytes smem")]
    private static partial Regex SharedPattern();
}
