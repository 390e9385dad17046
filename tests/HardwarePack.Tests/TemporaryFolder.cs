namespace SqueezeBert.Gpu.HardwarePack.Tests;

/// <summary>A folder of its own for one test, gone with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("squeezebert-").FullName;

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
