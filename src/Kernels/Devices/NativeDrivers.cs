using System.Reflection;
using System.Runtime.InteropServices;
using ILGPU;

namespace SqueezeBert.Gpu.Devices;

/// <summary>
/// Finds the drivers' libraries. ILGPU and this project ask for "OpenCL" and "cuda", whose plain .so names exist only where
/// development packages are installed; users have libOpenCL.so.1 and libcuda.so.1.
/// </summary>
internal static class NativeDrivers
{
    /// <summary>The name under which imports ask for the CUDA driver, here as in ILGPU.</summary>
    public const string Cuda = "cuda";

    private const string OpenCL = "OpenCL";

    private static readonly Lock Gate = new();
    private static bool installed;

    // cl_device_type of the OpenCL specification.
    private const ulong OpenCLGpu = 1 << 2;
    private const ulong OpenCLAny = 0xFFFFFFFF;

    /// <summary>Whether the CUDA driver's library loads.</summary>
    public static bool HasCuda => NativeLibrary.TryLoad(CudaLibrary, out _);

    /// <summary>Whether an OpenCL loader's library loads.</summary>
    public static bool HasOpenCL => NativeLibrary.TryLoad(OpenCLLibrary, out _);

    private static string CudaLibrary => OperatingSystem.IsWindows() ? "nvcuda" : "libcuda.so.1";

    private static string OpenCLLibrary =>
        OperatingSystem.IsWindows() ? "OpenCL"
        : OperatingSystem.IsMacOS() ? "/System/Library/Frameworks/OpenCL.framework/OpenCL"
        : "libOpenCL.so.1";

    /// <summary>
    /// Whether OpenCL knows a device, asked of the loader itself: an ILGPU context, which could tell as well, takes as long to
    /// create as a small model to load and run.
    /// </summary>
    /// <param name="gpu">Whether only a GPU counts.</param>
    public static unsafe bool HasOpenCLDevice(bool gpu)
    {
        if (!NativeLibrary.TryLoad(OpenCLLibrary, out nint library)
            || !NativeLibrary.TryGetExport(library, "clGetPlatformIDs", out nint listPlatforms)
            || !NativeLibrary.TryGetExport(library, "clGetDeviceIDs", out nint listDevices))
        {
            return false;
        }

        var getPlatforms = (delegate* unmanaged<uint, nint*, uint*, int>)listPlatforms;
        var getDevices = (delegate* unmanaged<nint, ulong, uint, nint*, uint*, int>)listDevices;
        uint count = 0;
        if (getPlatforms(0, null, &count) != 0 || count == 0)
        {
            return false;
        }

        nint[] platforms = new nint[count];
        fixed (nint* first = platforms)
        {
            if (getPlatforms(count, first, null) != 0)
            {
                return false;
            }
        }

        foreach (nint platform in platforms)
        {
            uint devices = 0;
            if (getDevices(platform, gpu ? OpenCLGpu : OpenCLAny, 0, null, &devices) == 0 && devices > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Installs the resolver once for the process, for ILGPU and this project.</summary>
    public static void Install()
    {
        lock (Gate)
        {
            if (!installed)
            {
                NativeLibrary.SetDllImportResolver(typeof(Context).Assembly, Resolve);
                NativeLibrary.SetDllImportResolver(typeof(NativeDrivers).Assembly, Resolve);
                installed = true;
            }
        }
    }

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        string? library = name switch
        {
            OpenCL => OpenCLLibrary,
            Cuda => CudaLibrary,
            _ => null,
        };
        return library is not null && NativeLibrary.TryLoad(library, out IntPtr handle) ? handle : IntPtr.Zero;
    }
}
