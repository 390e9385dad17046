using System.Diagnostics;
using System.Runtime.InteropServices;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.ModelBench.Contest;
using Arm = System.Runtime.Intrinsics.Arm;
using X86 = System.Runtime.Intrinsics.X86;

namespace SqueezeBert.Gpu.ModelBench.Results;

/// <summary>Where and when results were measured.</summary>
/// <param name="Cpu">The processor, as the operating system names it.</param>
/// <param name="InstructionSets">The SIMD instruction sets that .NET may use.</param>
/// <param name="Cores">Cores that the process may use.</param>
/// <param name="System">The operating system.</param>
/// <param name="Runtime">The .NET runtime.</param>
/// <param name="Commit">The commit of the working copy, and whether files differ from it.</param>
/// <param name="Date">When the comparison began.</param>
internal sealed record Machine(
    string Cpu, string InstructionSets, int Cores, string System, string Runtime, string Commit, DateTimeOffset Date)
{
    /// <summary>This machine, now.</summary>
    public static Machine Current() => new(
        ComputeDevices.List().Devices.First(device => device.Kind == DeviceKind.Cpu).Name,
        string.Join(", ", Sets().Where(set => set.IsSupported).Select(set => set.Name)),
        Environment.ProcessorCount,
        $"{RuntimeInformation.OSDescription} ({RuntimeInformation.OSArchitecture})",
        RuntimeInformation.FrameworkDescription,
        Git("rev-parse", "--short=12", "HEAD") + (Git("status", "--porcelain").Length > 0 ? ", with changes" : ""),
        DateTimeOffset.Now);

    /// <summary>The machine and the day, for names of files.</summary>
    public string FileName => string.Concat($"{Date:yyyy-MM-dd}-{Cpu}-{Cores}-cores"
        .Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '-'));

    private static (string Name, bool IsSupported)[] Sets() =>
    [
        ("AVX2", X86.Avx2.IsSupported), ("FMA", X86.Fma.IsSupported), ("AVX-512F", X86.Avx512F.IsSupported),
        ("AVX-512BW", X86.Avx512BW.IsSupported), ("AdvSimd", Arm.AdvSimd.IsSupported),
    ];

    private static string Git(params string[] arguments)
    {
        using Process git = Process.Start(
            new ProcessStartInfo("git", ["-C", Repository.Root, .. arguments]) { RedirectStandardOutput = true })
            ?? throw new BenchException("git did not start");
        string output = git.StandardOutput.ReadToEnd().Trim();
        git.WaitForExit();
        return output;
    }
}
