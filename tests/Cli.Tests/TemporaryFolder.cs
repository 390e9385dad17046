namespace SqueezeBert.Gpu.Cli.Tests;

/// <summary>A folder of its own for one test, gone with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Root = Directory.CreateTempSubdirectory("squeezebert-cli-").FullName;

    public string Root { get; }

    public string this[string name] => Path.Combine(Root, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(this[name], bytes);
        return this[name];
    }

    public IEnumerable<string> Names => Directory.EnumerateFileSystemEntries(Root).Select(path => Path.GetFileName(path)).Order();

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
