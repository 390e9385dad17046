using System.Diagnostics;

namespace SqueezeBert.Gpu.ModelBench.Contest;

/// <summary>The Python programs in <c>bench/peers</c>.</summary>
/// <param name="python">The interpreter that has torch and onnx.</param>
internal sealed class Peers(string python)
{
    private const string Exporter = "export_onnx.py";
    private const string WorkerProgram = "worker.py";

    private readonly string folder = Path.Combine(Repository.Root, "bench", "peers");

    /// <summary>When the last of the programs changed.</summary>
    public DateTime Changed => Directory.EnumerateFiles(folder, "*.py").Max(File.GetLastWriteTimeUtc);

    /// <summary>Starts PyTorch with a model.</summary>
    public ProcessStartInfo Worker(string directory, int threads) =>
        new(python, [Path.Combine(folder, WorkerProgram), directory, $"{threads}"]);

    /// <summary>Writes a model directory as ONNX.</summary>
    /// <exception cref="BenchException">The exporter failed; it has said why.</exception>
    public void ExportOnnx(string directory, string onnxFile)
    {
        using Process exporter = Process.Start(
            new ProcessStartInfo(python, [Path.Combine(folder, Exporter), directory, onnxFile]) { RedirectStandardOutput = true })
            ?? throw new BenchException($"{python} did not start");
        exporter.StandardOutput.ReadToEnd();
        exporter.WaitForExit();
        if (exporter.ExitCode != 0)
        {
            throw new BenchException($"{Exporter} failed; bench/peers/setup.sh installs what it needs");
        }
    }
}
