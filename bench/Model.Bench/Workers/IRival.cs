namespace SqueezeBert.Gpu.ModelBench.Workers;

/// <summary>An engine with a model loaded: one process has one.</summary>
internal interface IRival : IDisposable
{
    /// <summary>What runs, with its version.</summary>
    string Version { get; }

    /// <summary>Brings a batch into the form that the engine takes.</summary>
    void Prepare(TokenBatch batch);

    /// <summary>A forward pass over the prepared batch, until the outputs are in host memory.</summary>
    void Run();

    /// <summary>The outputs of the last run.</summary>
    ForwardOutputs Outputs();
}
