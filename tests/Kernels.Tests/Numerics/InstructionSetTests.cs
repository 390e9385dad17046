using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels.Tests.Numerics;

/// <summary>
/// Runs the host's problems again in a child process with wider instruction sets switched off, so that every register width is
/// proved on a machine that has the widest. Not in the category that the child runs, so it does not call itself.
/// </summary>
[Category("InstructionSets")]
public sealed partial class InstructionSetTests
{
    private const int PatienceMilliseconds = 300_000;

    [TestCase("DOTNET_EnableAVX512", 8)]
    [TestCase("DOTNET_EnableAVX2", 4)]
    [TestCase("DOTNET_EnableHWIntrinsic", 1)]
    public async Task HostProblemsWithout(string instructionSet, int lanes)
    {
        if (HostSimd.Lanes <= lanes)
        {
            Assert.Ignore($"{HostSimd.Lanes} lanes are the widest here: nothing to switch off with {instructionSet}");
        }

        var start = new ProcessStartInfo(DotnetHost) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("vstest");
        start.ArgumentList.Add(typeof(InstructionSetTests).Assembly.Location);
        start.ArgumentList.Add("--TestCaseFilter:TestCategory=Host");
        start.Environment[instructionSet] = "0";
        start.Environment[HostSimdTests.ExpectedLanes] = lanes.ToString(CultureInfo.InvariantCulture);
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using Process child = Process.Start(start)!;
        Task<string> output = child.StandardOutput.ReadToEndAsync();
        Task<string> errors = child.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(PatienceMilliseconds);
        try
        {
            await child.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            child.Kill(entireProcessTree: true);
            Assert.Fail($"the child was not done after {PatienceMilliseconds} ms");
        }

        string said = await output + await errors;
        Match passed = PassedCount().Match(said);
        Assert.That(child.ExitCode, Is.Zero, said);
        Assert.That(passed.Success && int.Parse(passed.Groups[1].Value, CultureInfo.InvariantCulture) > 100, said);
    }

    // The muxer that runs this process; a test host of its own name stands beside no SDK.
    private static string DotnetHost =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";

    [GeneratedRegex(@"Passed\s*:\s*(\d+)")]
    private static partial Regex PassedCount();
}
