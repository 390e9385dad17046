using System.Diagnostics;
using System.Reflection;
using ILGPU.Backends;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices.Caching;

namespace SqueezeBert.Gpu.Devices;

/// <summary>
/// The kernels of one device. ILGPU compiles them one after another, for whoever asks; the driver builds what was compiled at the
/// side, while the next one is compiled, as many at a time as it allows. It serves one thread at a time.
/// </summary>
/// <param name="accelerator">Where they are loaded.</param>
/// <param name="compiler">What compiles them, or finds them compiled.</param>
internal sealed class LoadedKernels(Accelerator accelerator, KernelCompiler compiler) : IDisposable
{
    // Operators of one kind share a kernel.
    private readonly Dictionary<MethodInfo, Task<Delegate>> launchers = [];

    /// <summary>The time that compiling and waiting for the driver took.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>What keeping compiled kernels did so far.</summary>
    public KernelCacheReport Report => compiler.Report;

    /// <summary>Compiles a kernel, unless that was done, and begins to load it.</summary>
    /// <typeparam name="TLauncher">Takes the stream, the configuration and the kernel's arguments.</typeparam>
    /// <param name="kernel">An explicitly grouped kernel, its type arguments given.</param>
    /// <returns>What launches it, or the driver's reason why nothing does.</returns>
    public Task<Delegate> Begin<TLauncher>(MethodInfo kernel)
        where TLauncher : Delegate
    {
        if (!launchers.TryGetValue(kernel, out Task<Delegate>? launcher))
        {
            long begin = Stopwatch.GetTimestamp();
            CompiledKernel compiled = compiler.Compile(kernel);
            launcher = Task.Run(Delegate () =>
            {
                using ScopedAcceleratorBinding binding = accelerator.BindScoped();
                return Load(kernel, compiled).CreateLauncherDelegate<TLauncher>();
            });
            launchers.Add(kernel, launcher);
            Elapsed += Stopwatch.GetElapsedTime(begin);
        }

        return launcher;
    }

    /// <summary>Waits for every kernel; throws the reason of one that could not be loaded, and forgets all of those.</summary>
    public void Finish()
    {
        long begin = Stopwatch.GetTimestamp();
        Wait();
        Elapsed += Stopwatch.GetElapsedTime(begin);
        KeyValuePair<MethodInfo, Task<Delegate>>[] failed = [.. launchers.Where(entry => entry.Value.IsFaulted)];
        foreach ((MethodInfo kernel, _) in failed)
        {
            launchers.Remove(kernel);
        }

        failed.FirstOrDefault().Value?.GetAwaiter().GetResult();
    }

    /// <summary>Waits until none of them needs the accelerator any more.</summary>
    public void Dispose() => Wait();

    private Kernel Load(MethodInfo kernel, CompiledKernel compiled)
    {
        try
        {
            return accelerator.LoadKernel(compiled);
        }
        catch (AcceleratorException error)
        {
            RefusedKernels.Forget(accelerator, compiled);
            throw new DeviceException(
                $"{accelerator.Name}: the driver refuses the kernel {kernel.DeclaringType}.{kernel.Name}: {DriverReason.Of(error)}",
                error);
        }
    }

    private void Wait()
    {
        foreach (Task launcher in launchers.Values)
        {
            launcher.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        }
    }
}
