using System.Diagnostics;

namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>A program of the CUDA toolkit, run to its end.</summary>
internal static class CudaProgram
{
    /// <summary>A program's file name on this system.</summary>
    public static string FileName(string program) => OperatingSystem.IsWindows() ? $"{program}.exe" : program;

    /// <summary>Runs a program in a folder of its own that holds one file.</summary>
    /// <param name="path">The executable.</param>
    /// <param name="file">The file's name.</param>
    /// <param name="contents">Its contents.</param>
    /// <param name="arguments">The command line, given the file's path.</param>
    /// <param name="collect">Takes what is needed of the folder before it is deleted.</param>
    public static TResult Run<TResult>(
        string path,
        string file,
        ReadOnlySpan<byte> contents,
        Func<string, string[]> arguments,
        Func<string, ProgramOutput, TResult> collect)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cuda");
        try
        {
            string input = Path.Combine(folder.FullName, file);
            File.WriteAllBytes(input, contents);
            return collect(input, Run(path, arguments(input)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Runs a program.</summary>
    public static ProgramOutput Run(string path, params string[] arguments)
    {
        ProcessStartInfo start = new(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{path} does not start");
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        string messages = error.GetAwaiter().GetResult();
        process.WaitForExit();
        return new ProgramOutput(process.ExitCode, output, messages);
    }
}
