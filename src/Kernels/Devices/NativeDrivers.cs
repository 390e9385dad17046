using System.Reflection;
using System.Runtime.InteropServices;
using ILGPU;

namespace SqueezeBert.Gpu.Devices;

/// <summary>
/// Finds the drivers' libraries. ILGPU asks for "OpenCL" and "cuda", whose plain .so names exist only where development
/// packages are installed; users have libOpenCL.so.1 and libcuda.so.1.
/// </summary>
internal static class NativeDrivers
{
    private static readonly Lock Gate = new();
    private static bool installed;

    /// <summary>Whether the CUDA driver's library loads.</summary>
    public static bool HasCuda => CanLoad("cuda", "libcuda.so.1", "nvcuda");

    /// <summary>Whether an OpenCL loader's library loads.</summary>
    public static bool HasOpenCL => CanLoad("OpenCL", "libOpenCL.so.1");

    /// <summary>Installs the resolver once for the process.</summary>
    public static void Install()
    {
        lock (Gate)
        {
            if (!installed)
            {
                NativeLibrary.SetDllImportResolver(typeof(Context).Assembly, Resolve);
                installed = true;
            }
        }
    }

    private static bool CanLoad(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, typeof(Context).Assembly, null, out _))
            {
                return true;
            }
        }

        return false;
    }

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        string? versioned = name switch
        {
            "OpenCL" => "libOpenCL.so.1",
            "cuda" => "libcuda.so.1",
            _ => null,
        };
        return versioned is not null && NativeLibrary.TryLoad(versioned, out IntPtr handle) ? handle : IntPtr.Zero;
    }
}
