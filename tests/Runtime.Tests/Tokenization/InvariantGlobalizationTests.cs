using System.Diagnostics;
using SqueezeBert.Gpu.Tokenization;

namespace SqueezeBert.Gpu.Runtime.Tests.Tokenization;

/// <summary>A process chooses its globalization mode when it starts, so each mode is a child process.</summary>
[TestFixture]
public sealed class InvariantGlobalizationTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Test]
    public void Without_ICU_every_id_and_offset_is_the_same([Values] bool json)
    {
        string directory = json ? TokenizerFixture.JsonDirectory : TokenizerFixture.Directory;
        string[] invariant = Run(directory, invariant: true);
        string[] cultures = Run(directory, invariant: false);
        Assert.That(invariant[0], Is.EqualTo("invariant"));
        Assert.That(cultures[0], Is.EqualTo("cultures"));
        Assert.That(invariant.Skip(1), Has.Exactly(TokenizerFixture.Cases.Count).Items);
        Assert.That(invariant.Skip(1), Is.EqualTo(cultures.Skip(1)));
        Assert.That(invariant.Skip(1), Is.EqualTo(TokenizerFixture.Cases.Select(InProcess)));
    }

    private static string InProcess(TokenizerCase given)
    {
        Encoding encoding = TokenizerFixture.FromVocabulary.Encode(given.Text, given.Pair);
        return string.Join(' ', encoding.Ids) + " | " + string.Join(' ', encoding.Offsets);
    }

    private static string[] Run(string directory, bool invariant)
    {
        string program = Path.Combine(TestContext.CurrentContext.TestDirectory, "SqueezeBert.Gpu.Tokenize.Child.dll");
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && IsDotnet(host) ? host : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(program);
        start.ArgumentList.Add(directory);
        start.ArgumentList.Add(TokenizerFixture.CasesFile);
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = invariant ? "1" : "0";
        using Process child = Process.Start(start)!;
        Task<string> errors = child.StandardError.ReadToEndAsync();
        Task<string> output = child.StandardOutput.ReadToEndAsync();
        if (!child.WaitForExit(Patience))
        {
            child.Kill(entireProcessTree: true);
            Assert.Fail($"The child did not end within {Patience}.");
        }

        child.WaitForExit();
        Assert.That(child.ExitCode, Is.Zero, () => errors.Result);
        return output.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private static bool IsDotnet(string path) =>
        string.Equals(Path.GetFileNameWithoutExtension(path), "dotnet", StringComparison.OrdinalIgnoreCase);
}
