using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Kernels;
using SqueezeBert.Gpu.Models;

namespace SqueezeBert.Gpu.ModelBench.Workers;

/// <summary>This engine on the CPU.</summary>
internal sealed class EngineRival : IRival
{
    private readonly Model model;
    private readonly ComputeDevice device;
    private readonly ModelSession session;
    private ModelInputs? inputs;
    private ModelOutputs? outputs;

    /// <summary>Loads a model.</summary>
    /// <param name="directory">The model directory.</param>
    /// <param name="threads">Threads, the caller's included.</param>
    /// <param name="precision">How weights are stored.</param>
    public EngineRival(string directory, int threads, ElementType precision)
    {
        model = Model.Load(directory);
        device = ComputeDevices.Open(DeviceKind.Cpu, new DeviceOptions { Threads = threads });
        session = model.CreateSession(device, new SessionOptions { WeightStorage = precision });
    }

    /// <inheritdoc/>
    public string Version => $"SqueezeBert.Gpu {typeof(Model).Assembly.GetName().Version?.ToString(3)}";

    /// <inheritdoc/>
    public void Prepare(TokenBatch batch)
    {
        outputs = null;
        inputs = new ModelInputs
        {
            BatchSize = batch.BatchSize,
            SequenceLength = batch.SequenceLength,
            InputIds = batch.InputIds,
            AttentionMask = batch.AttentionMask,
            TokenTypeIds = batch.TokenTypeIds,
        };
    }

    /// <inheritdoc/>
    public void Run() => outputs = session.Run(inputs ?? throw new InvalidOperationException("nothing was prepared"));

    /// <inheritdoc/>
    public ForwardOutputs Outputs()
    {
        ModelOutputs last = outputs ?? throw new InvalidOperationException("nothing ran");
        return new ForwardOutputs(last[OutputNames.LastHiddenState].Values, last[OutputNames.PoolerOutput].Values);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        session.Dispose();
        device.Dispose();
        model.Dispose();
    }
}
