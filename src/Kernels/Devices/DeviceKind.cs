namespace SqueezeBert.Gpu.Devices;

/// <summary>Where a model computes.</summary>
public enum DeviceKind
{
    /// <summary>CUDA, then an OpenCL GPU, then the CPU; never an OpenCL CPU device, never the simulator.</summary>
    Auto,

    /// <summary>An NVIDIA GPU through its driver.</summary>
    Cuda,

    /// <summary>An OpenCL 2.0+ device; a GPU before any other kind.</summary>
    OpenCL,

    /// <summary>The processor: SIMD micro-kernels over all cores.</summary>
    Cpu,

    /// <summary>ILGPU's thread-by-thread simulation of a GPU on the processor: proves kernels, far too slow to serve.</summary>
    Simulator,
}
