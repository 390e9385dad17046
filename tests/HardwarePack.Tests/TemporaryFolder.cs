namespace SqueezeBert.Gpu.HardwarePack.Tests;

/// <summary>A folder of its own for one test, gone with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("squeezebert-").FullName;

    public string this[string name] => Path.Combine(Root, name);

    /// <summary>A program in the shell's language, where a test needs one that is no device's.</summary>
    public string Script(string text)
    {
        string path = this["script"];
        File.WriteAllText(path, $"#!/bin/sh\n{text}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
