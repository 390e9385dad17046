using System.Globalization;
using System.Text;
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
        string file = CudaProgram.FileName("ptxas");
        string? found = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => System.IO.Path.Combine(folder, file))
            .FirstOrDefault(File.Exists);
        return found is null ? null : new Ptxas(found);
    }

    /// <summary>Which release it is, as "12.4.131": others allot registers differently.</summary>
    public string Version()
    {
        ProgramOutput output = CudaProgram.Run(Path, "--version");
        Match match = VersionPattern().Match(output.Text);
        return match.Success
            ? match.Groups[1].Value
            : throw new InvalidOperationException($"{Path} --version: no version in '{output.Text}{output.Messages}'");
    }

    /// <summary>Assembles a text with one kernel.</summary>
    public PtxasReport Assemble(string ptx, int sm) => CudaProgram.Run(
        Path,
        "kernel.ptx",
        Encoding.UTF8.GetBytes(ptx),
        source => ["-v", $"-arch=sm_{sm}", source, "-o", Target(source)],
        Report);

    private static string Target(string source) => System.IO.Path.ChangeExtension(source, "cubin");

    private static PtxasReport Report(string source, ProgramOutput result)
    {
        string output = result.Text + result.Messages;
        return result.Code == 0
            ? new PtxasReport(
                null,
                Number(RegistersPattern(), output),
                Number(SpillStoresPattern(), output),
                Number(SpillLoadsPattern(), output),
                Number(StackPattern(), output),
                Number(SharedPattern(), output),
                File.ReadAllBytes(Target(source)))
            : new PtxasReport(output.Trim(), 0, 0, 0, 0, 0, default);
    }

    // What a kernel does not use is not mentioned.
    private static int Number(Regex pattern, string output) => pattern.Match(output) is { Success: true } match
        ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
        : 0;

    [GeneratedRegex(@"release [\d.]+, V([\d.]+)")]
    private static partial Regex VersionPattern();

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
