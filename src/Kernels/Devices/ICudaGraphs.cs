namespace SqueezeBert.Gpu.Devices;

/// <summary>
/// The calls of the CUDA driver that record what a stream is given and do it again (CUDA Driver API, "Stream Management" and
/// "Graph Management"). Each returns the driver's CUresult, 0 for success. The device must be the calling thread's current one.
/// </summary>
internal interface ICudaGraphs
{
    /// <summary>cuStreamBeginCapture_v2 in thread-local mode: what the stream is given from now on is recorded.</summary>
    /// <param name="stream">Not the default stream, which cannot be captured.</param>
    int BeginCapture(nint stream);

    /// <summary>cuStreamEndCapture, on the thread that began; ends the capture whatever it returns.</summary>
    /// <param name="stream">The stream that is captured.</param>
    /// <param name="graph">What was recorded; zero where it is void.</param>
    int EndCapture(nint stream, out nint graph);

    /// <summary>cuGraphInstantiateWithFlags, without flags.</summary>
    /// <param name="executable">What can be launched; zero where it failed.</param>
    /// <param name="graph">What was recorded, no longer needed afterwards.</param>
    int Instantiate(out nint executable, nint graph);

    /// <summary>cuGraphLaunch.</summary>
    int Launch(nint executable, nint stream);

    /// <summary>cuGraphExecDestroy.</summary>
    int DestroyExecutable(nint executable);

    /// <summary>cuGraphDestroy.</summary>
    int DestroyGraph(nint graph);

    /// <summary>cuGetErrorName: the name of a result, such as CUDA_ERROR_NOT_SUPPORTED; null for an unknown one.</summary>
    string? NameOf(int result);
}
