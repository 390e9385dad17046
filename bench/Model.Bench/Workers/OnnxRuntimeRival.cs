using Microsoft.ML.OnnxRuntime;

namespace SqueezeBert.Gpu.ModelBench.Workers;

/// <summary>
/// ONNX Runtime's CPU provider with all of its graph optimizations. Inputs are wrapped without a copy, and outputs stay where
/// it put them.
/// </summary>
internal sealed class OnnxRuntimeRival : IRival
{
    private static readonly string[] InputNames = ["input_ids", "attention_mask", "token_type_ids"];
    private static readonly string[] OutputNames = ["last_hidden_state", "pooler_output"];

    private readonly InferenceSession session;
    private readonly RunOptions runOptions = new();
    private OrtValue[] inputs = [];
    private IDisposableReadOnlyCollection<OrtValue>? outputs;

    /// <summary>Loads a model.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="threads">Threads, the caller's included.</param>
    public OnnxRuntimeRival(string path, int threads)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        session = new InferenceSession(path, options);
    }

    /// <inheritdoc/>
    public string Version => $"ONNX Runtime {OrtEnv.Instance().GetVersionString()}";

    /// <inheritdoc/>
    public void Prepare(TokenBatch batch)
    {
        Release();
        long[] shape = [batch.BatchSize, batch.SequenceLength];
        inputs = [Tensor(batch.InputIds, shape), Tensor(batch.AttentionMask, shape), Tensor(batch.TokenTypeIds, shape)];
    }

    /// <inheritdoc/>
    public void Run()
    {
        outputs?.Dispose();
        outputs = session.Run(runOptions, InputNames, inputs, OutputNames);
    }

    /// <inheritdoc/>
    public ForwardOutputs Outputs()
    {
        IDisposableReadOnlyCollection<OrtValue> last = outputs ?? throw new InvalidOperationException("nothing ran");
        return new ForwardOutputs(
            last[0].GetTensorDataAsSpan<float>().ToArray(), last[1].GetTensorDataAsSpan<float>().ToArray());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        runOptions.Dispose();
        session.Dispose();
    }

    private static OrtValue Tensor(int[] values, long[] shape) =>
        OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, value => (long)value), shape);

    private void Release()
    {
        outputs?.Dispose();
        outputs = null;
        foreach (OrtValue input in inputs)
        {
            input.Dispose();
        }

        inputs = [];
    }
}
