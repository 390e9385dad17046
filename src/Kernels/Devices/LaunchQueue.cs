using ILGPU.Runtime;

namespace SqueezeBert.Gpu.Devices;

/// <summary>
/// Copies and launches that a device does one after another, in the order in which they come. Queues of one device have no order
/// among each other: the device may do their work at the same time.
/// </summary>
internal sealed class LaunchQueue : IDisposable
{
    private readonly ComputeDevice device;
    private readonly AcceleratorStream stream;

    /// <summary>A queue of a device that runs kernels.</summary>
    /// <exception cref="DeviceException">The driver refuses it.</exception>
    public LaunchQueue(ComputeDevice device)
    {
        this.device = device;
        try
        {
            stream = device.Accelerator.CreateStream();
        }
        catch (AcceleratorException error)
        {
            throw device.Failed(error);
        }
    }

    /// <summary>Whether launches can be captured: on CUDA.</summary>
    public bool Captures => device.Graphs is not null;

    /// <summary>Does work whose copies and launches go to this queue; queues of one device take turns at that.</summary>
    /// <param name="work">Must not wait for the device.</param>
    /// <exception cref="DeviceException">The driver refused a copy or a launch.</exception>
    public void Submit(Action work)
    {
        try
        {
            device.Submit(stream, work);
        }
        catch (AcceleratorException error)
        {
            throw device.Failed(error);
        }
    }

    /// <summary>Records copies and launches instead of doing them; to be called from work that is being submitted.</summary>
    /// <param name="work">Must neither wait for the device nor allocate its memory.</param>
    /// <returns>What does them, any number of times.</returns>
    /// <exception cref="DeviceException">The driver cannot record them; the queue is as before.</exception>
    public CapturedGraph Capture(Action work)
    {
        ICudaGraphs driver = device.Graphs ?? throw new InvalidOperationException($"{device.Kind} captures nothing");
        return CapturedGraph.Capture(driver, device.HandleOf(stream), work);
    }

    /// <summary>Waits until everything submitted so far is done.</summary>
    /// <exception cref="DeviceException">Something of it failed on the device.</exception>
    public void Wait()
    {
        try
        {
            stream.Synchronize();
        }
        catch (AcceleratorException error)
        {
            throw device.Failed(error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
