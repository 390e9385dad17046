using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace SqueezeBert.Gpu.Devices;

/// <summary>Why a driver refused something, in its own words.</summary>
internal static class DriverReason
{
    /// <summary>The driver's name of an error, and what it says about it: an OpenCL driver says no more than the name.</summary>
    public static string Of(Exception error) => error switch
    {
        CudaException cuda => $"{cuda.Error}, {cuda.Message}",
        CLException openCL => $"{openCL.Error}",
        _ => error.Message,
    };
}
