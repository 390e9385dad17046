using System.Diagnostics;
using System.Reflection;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Runtime;

namespace SqueezeBert.Gpu.Devices.Caching;

/// <summary>Compiles kernels for one device, or finds them compiled. It serves one thread at a time.</summary>
internal sealed class KernelCompiler
{
    private readonly Backend backend;
    private readonly KernelStore? store;
    private readonly KernelKeys? keys;
    private readonly string? problem;
    private int found;
    private int compiled;

    /// <summary>What compiles.</summary>
    /// <param name="backend">The device's.</param>
    /// <param name="store">Where kernels are kept; null where they are not.</param>
    /// <param name="problem">Why they are not, where that is not what was asked for.</param>
    public KernelCompiler(Backend backend, KernelStore? store, string? problem = null)
    {
        this.backend = backend;
        this.store = store;
        keys = store is null ? null : new KernelKeys(backend);
        this.problem = problem;
    }

    /// <summary>What came of it so far.</summary>
    public KernelCacheReport Report =>
        new(store?.Folder, found, compiled, store?.Damaged ?? 0, store is null ? problem : store.Problem);

    /// <summary>A compiler that keeps kernels as the options say, if its backend writes something to be kept.</summary>
    public static KernelCompiler Create(Backend backend, DeviceOptions options)
    {
        if (!KeptKernel.IsMadeBy(backend))
        {
            return new KernelCompiler(backend, null);
        }

        KernelCacheReport cache = CacheFolder.Find(options);
        return new KernelCompiler(backend, cache.Folder is { } folder ? new KernelStore(folder) : null, cache.Problem);
    }

    /// <summary>A kernel that the device can load.</summary>
    /// <param name="kernel">An explicitly grouped kernel, its type arguments given.</param>
    public CompiledKernel Compile(MethodInfo kernel)
    {
        EntryPointDescription description = EntryPointDescription.FromExplicitlyGroupedKernel(kernel);
        KernelSpecialization bounds = LaunchBoundsAttribute.Of(kernel);
        KernelKey? key = keys?.Of(kernel);
        if (key is not null && store!.Find(key) is { } kept)
        {
            found++;
            return kept.Restore(description, bounds, backend);
        }

        long begin = Stopwatch.GetTimestamp();
        CompiledKernel result = backend.Compile(description, bounds);
        TimeSpan compilation = Stopwatch.GetElapsedTime(begin);
        compiled++;
        if (key is not null)
        {
            store!.Keep(key, KeptKernel.Of(result, compilation));
        }

        return result;
    }
}
