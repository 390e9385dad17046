using ILGPU.Runtime;

namespace SqueezeBert.Gpu.Devices;

/// <summary>Copies and launches that were recorded once, to be done again by one call of the driver.</summary>
internal sealed class CapturedGraph : IDisposable
{
    private const int Success = 0;

    private readonly ICudaGraphs driver;
    private readonly nint stream;
    private nint executable;

    private CapturedGraph(ICudaGraphs driver, nint stream, nint executable)
    {
        this.driver = driver;
        this.stream = stream;
        this.executable = executable;
    }

    /// <summary>Records what is given to a stream. Nothing of it is done yet.</summary>
    /// <param name="driver">Records it.</param>
    /// <param name="stream">The stream, which is out of capture again on return, whatever happens.</param>
    /// <param name="work">Gives the stream asynchronous copies and launches; must neither wait nor allocate.</param>
    /// <exception cref="DeviceException">A call of the driver failed, or something cannot be recorded.</exception>
    public static CapturedGraph Capture(ICudaGraphs driver, nint stream, Action work)
    {
        try
        {
            Check(driver, "cuStreamBeginCapture_v2", driver.BeginCapture(stream));
            nint graph = Record(driver, stream, work);
            nint executable;
            int instantiated;
            int destroyed;
            try
            {
                instantiated = driver.Instantiate(out executable, graph);
            }
            finally
            {
                destroyed = driver.DestroyGraph(graph);
            }

            Check(driver, "cuGraphInstantiateWithFlags", instantiated);
            if (destroyed != Success)
            {
                driver.DestroyExecutable(executable);
            }

            Check(driver, "cuGraphDestroy", destroyed);
            return new CapturedGraph(driver, stream, executable);
        }
        catch (EntryPointNotFoundException error)
        {
            throw new DeviceException($"CUDA graphs need a driver of CUDA 11.4 or later: {error.Message}", error);
        }
    }

    /// <summary>Gives everything to the stream again. A graph that cannot be launched is gone.</summary>
    /// <exception cref="DeviceException">The driver refused.</exception>
    public void Launch()
    {
        ObjectDisposedException.ThrowIf(executable == 0, this);
        int launched = driver.Launch(executable, stream);
        if (launched != Success)
        {
            driver.DestroyExecutable(executable);
            executable = 0;
        }

        Check(driver, "cuGraphLaunch", launched);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (executable != 0)
        {
            nint gone = executable;
            executable = 0;
            Check(driver, "cuGraphExecDestroy", driver.DestroyExecutable(gone));
        }
    }

    private static nint Record(ICudaGraphs driver, nint stream, Action work)
    {
        try
        {
            work();
        }
        catch (Exception error)
        {
            // Only the end of the capture gives the stream back. It fails where the capture is void already, and the first
            // error is the one to tell.
            driver.EndCapture(stream, out nint part);
            if (part != 0)
            {
                driver.DestroyGraph(part);
            }

            if (error is AcceleratorException)
            {
                throw new DeviceException($"CUDA graphs: a copy or launch cannot be recorded: {error.Message}", error);
            }

            throw;
        }

        Check(driver, "cuStreamEndCapture", driver.EndCapture(stream, out nint graph));
        return graph;
    }

    private static void Check(ICudaGraphs driver, string call, int result)
    {
        if (result != Success)
        {
            throw new DeviceException($"CUDA graphs: {call} returned {driver.NameOf(result) ?? "an unknown error"} ({result})");
        }
    }
}
