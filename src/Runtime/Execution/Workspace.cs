using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Execution;

/// <summary>What a session has on its device beside weights. The graphs of the session use it in turn.</summary>
internal sealed class Workspace : IDisposable
{
    /// <summary>Opens the queue; memory comes when batches do.</summary>
    /// <param name="device">Where the session runs.</param>
    /// <param name="cudaGraphs">Whether passes are captured where the device can.</param>
    public Workspace(ComputeDevice device, bool cudaGraphs)
    {
        Device = device;
        Queue = device.OpenQueue();
        Captures = cudaGraphs && Queue is { Captures: true };
        Arena = new Arena(device);
        Inputs = new InputSet(device);
        Outputs = new OutputSet(device);
    }

    /// <summary>The device.</summary>
    public ComputeDevice Device { get; }

    /// <summary>Where copies and launches go; null on the CPU.</summary>
    public LaunchQueue? Queue { get; }

    /// <summary>Whether passes are captured.</summary>
    public bool Captures { get; }

    /// <summary>Where results lie.</summary>
    public Arena Arena { get; }

    /// <summary>The inputs.</summary>
    public InputSet Inputs { get; }

    /// <summary>Where wanted results are copied to; unused on the CPU.</summary>
    public OutputSet Outputs { get; }

    /// <summary>Counts the times that memory moved; what was bound before is void then.</summary>
    public int Generation => Arena.Generation + Inputs.Generation + Outputs.Generation;

    /// <inheritdoc/>
    public void Dispose() => Disposal.Of(Inputs, Outputs, Arena, Queue);
}
