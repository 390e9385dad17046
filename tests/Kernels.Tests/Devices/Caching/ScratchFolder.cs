namespace SqueezeBert.Gpu.Kernels.Tests.Devices.Caching;

/// <summary>A folder of its own for one test, gone with it.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("squeezebert-kernels-").FullName;

    public string this[string name] => Path.Combine(Root, name);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
