using System.Diagnostics;

namespace SqueezeBert.Gpu.Runtime.Tests;

/// <summary>A pipe with a name in a folder, whose opening waits until somebody writes.</summary>
internal static class NamedPipe
{
    public static void Create(string path)
    {
        using Process process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, "mkfifo");
    }
}
