using System.Runtime.InteropServices;

namespace SqueezeBert.Gpu.Devices;

/// <summary>The driver itself. Handles are pointers and results CUresult, as cuda.h declares them; names carry versions.</summary>
internal sealed partial class CudaGraphs : ICudaGraphs
{
    // CUstreamCaptureMode of cuda.h. Thread-local: ILGPU's finalizers free memory on another thread whenever they like, which a
    // capture in global mode would forbid them.
    private const int ThreadLocal = 1;

    private const ulong NoFlags = 0;

    private CudaGraphs()
    {
    }

    /// <summary>The driver of this machine.</summary>
    public static CudaGraphs Driver { get; } = new();

    /// <inheritdoc/>
    public int BeginCapture(nint stream) => StreamBeginCapture(stream, ThreadLocal);

    /// <inheritdoc/>
    public int EndCapture(nint stream, out nint graph) => StreamEndCapture(stream, out graph);

    /// <inheritdoc/>
    public int Instantiate(out nint executable, nint graph) => GraphInstantiate(out executable, graph, NoFlags);

    /// <inheritdoc/>
    public int Launch(nint executable, nint stream) => GraphLaunch(executable, stream);

    /// <inheritdoc/>
    public int DestroyExecutable(nint executable) => GraphExecDestroy(executable);

    /// <inheritdoc/>
    public int DestroyGraph(nint graph) => GraphDestroy(graph);

    /// <inheritdoc/>
    public string? NameOf(int result) =>
        GetErrorName(result, out nint name) == 0 ? Marshal.PtrToStringUTF8(name) : null;

    // CUresult cuStreamBeginCapture(CUstream hStream, CUstreamCaptureMode mode): the mode came with version 2, CUDA 10.1.
    [LibraryImport(NativeDrivers.Cuda, EntryPoint = "cuStreamBeginCapture_v2")]
    private static partial int StreamBeginCapture(nint stream, int mode);

    // CUresult cuStreamEndCapture(CUstream hStream, CUgraph *phGraph).
    [LibraryImport(NativeDrivers.Cuda, EntryPoint = "cuStreamEndCapture")]
    private static partial int StreamEndCapture(nint stream, out nint graph);

    // CUresult cuGraphInstantiateWithFlags(CUgraphExec *phGraphExec, CUgraph hGraph, unsigned long long flags), CUDA 11.4. The
    // parameters of cuGraphInstantiate changed twice under one name; this entry has had one meaning since it came.
    [LibraryImport(NativeDrivers.Cuda, EntryPoint = "cuGraphInstantiateWithFlags")]
    private static partial int GraphInstantiate(out nint executable, nint graph, ulong flags);

    // CUresult cuGraphLaunch(CUgraphExec hGraphExec, CUstream hStream).
    [LibraryImport(NativeDrivers.Cuda, EntryPoint = "cuGraphLaunch")]
    private static partial int GraphLaunch(nint executable, nint stream);

    // CUresult cuGraphExecDestroy(CUgraphExec hGraphExec).
    [LibraryImport(NativeDrivers.Cuda, EntryPoint = "cuGraphExecDestroy")]
    private static partial int GraphExecDestroy(nint executable);

    // CUresult cuGraphDestroy(CUgraph hGraph).
    [LibraryImport(NativeDrivers.Cuda, EntryPoint = "cuGraphDestroy")]
    private static partial int GraphDestroy(nint graph);

    // CUresult cuGetErrorName(CUresult error, const char **pStr): the text is the driver's own.
    [LibraryImport(NativeDrivers.Cuda, EntryPoint = "cuGetErrorName")]
    private static partial int GetErrorName(int error, out nint name);
}
