using System.Runtime.ExceptionServices;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Execution;
using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Models;

/// <summary>
/// A model on a device: its weights packed, its kernels compiled, its memory planned. Callers on several threads take turns; open
/// a session for each thread that should compute at the same time. Sessions on one GPU have a queue each, so that what they launch
/// may overlap there; on the CPU open a device for each as well, with a share of the threads.
/// </summary>
public sealed class ModelSession : IDisposable
{
    // Tokens that tiles of every height but the least divide between them.
    private const int WarmUpLength = 44;

    // A batch that occupies more threads than these is compiled for when it comes.
    private const int MostWarmUpSentences = 16;

    private readonly Model model;
    private readonly ComputeDevice device;
    private readonly SessionOptions options;
    private readonly SharedWeights shared;
    private readonly DeviceWeights weights;
    private readonly Workspace workspace;
    private readonly PackedBatch packed = new();
    private readonly OutputCollector collector;
    private readonly Dictionary<GraphVariant, GraphExecutor> executors = [];
    private readonly Lock turn = new();
    private bool disposed;

    internal ModelSession(Model model, ComputeDevice device, SharedWeights shared, SessionOptions options)
    {
        this.model = model;
        this.device = device;
        this.options = options;
        this.shared = shared;
        collector = new OutputCollector(model.Class, packed);
        weights = shared.Take(device, options.WeightStorage);
        try
        {
            workspace = new Workspace(device, options.CudaGraphs);

            // What most callers run is compiled, and its weights are packed, before the first batch waits for it.
            Executor(new GraphVariant(GivenEmbeddings: false, HasKeyMask: false, OutputSelection.Logits));
            WarmUp();
        }
        catch (Exception error)
        {
            Disposal.InTurn(() => ExceptionDispatchInfo.Throw(error), Dispose);
            throw;
        }
    }

    /// <summary>Where it runs.</summary>
    public DeviceDescription Device => device.Description;

    /// <summary>Bytes of device memory that the weights take, as far as they were needed; shared with other sessions there.</summary>
    public long WeightBytes => weights.Bytes;

    /// <summary>Bytes of device memory for everything that a forward pass computes.</summary>
    public long ArenaBytes => workspace.Arena.Bytes;

    /// <summary>Runs a forward pass.</summary>
    /// <param name="inputs">The batch.</param>
    /// <param name="outputs">What to return beside the logits.</param>
    /// <param name="reuse">
    /// Results of an earlier run, of this session or another, that nobody needs any more. Their arrays are overwritten and returned
    /// again where a result has the same name and as many elements; what was read from them is gone then, also if this run fails.
    /// Results of a large batch are megabytes, which the garbage collector need not bring and take away each time.
    /// </param>
    /// <returns>
    /// The results in the batch's own, padded layout. What the mask leaves out is zero: hidden states and logits of its tokens,
    /// attentions of its queries and keys.
    /// </returns>
    /// <exception cref="ModelInputException">The inputs do not fit the model or each other; nothing ran.</exception>
    public ModelOutputs Run(
        ModelInputs inputs, OutputSelection outputs = OutputSelection.Logits, ModelOutputs? reuse = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        InputValidation.Check(inputs, model.Configuration);
        lock (turn)
        {
            GraphExecutor executor = Prepare(inputs, outputs);
            executor.Run();
            return collector.Collect(executor, inputs, reuse);
        }
    }

    /// <summary>
    /// Times forward passes that follow each other on the device: inputs are there before the first, results stay there, and
    /// nothing waits before the last is done. On a GPU that is the time of its kernels, or, where these are shorter than their
    /// launches, of launching them.
    /// </summary>
    /// <param name="inputs">The batch.</param>
    /// <param name="passes">How many, at least 1.</param>
    /// <param name="outputs">What would be returned beside the logits; decides what is computed.</param>
    /// <returns>The time of all passes together.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="passes"/> is less than 1.</exception>
    /// <exception cref="ModelInputException">The inputs do not fit the model or each other; nothing ran.</exception>
    public TimeSpan TimeBackToBack(ModelInputs inputs, int passes, OutputSelection outputs = OutputSelection.Logits)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentOutOfRangeException.ThrowIfLessThan(passes, 1);
        InputValidation.Check(inputs, model.Configuration);
        lock (turn)
        {
            return Prepare(inputs, outputs).TimeBackToBack(passes);
        }
    }

    /// <summary>
    /// Runs a forward pass node by node and takes the time of each. Waiting after every node costs time of its own, above all on
    /// a GPU: the parts are worth comparing, the whole is slower than <see cref="Run"/>.
    /// </summary>
    /// <param name="inputs">The batch.</param>
    /// <param name="outputs">What would be returned beside the logits; decides what is computed.</param>
    /// <exception cref="ModelInputException">The inputs do not fit the model or each other; nothing ran.</exception>
    public RunProfile Profile(ModelInputs inputs, OutputSelection outputs = OutputSelection.Logits)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        InputValidation.Check(inputs, model.Configuration);
        lock (turn)
        {
            return Prepare(inputs, outputs).Profile();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (turn)
        {
            if (!disposed)
            {
                disposed = true;
                Disposal.InTurn(
                    () => Disposal.Of(executors.Values),
                    () => workspace?.Dispose(), // There is none where opening it failed.
                    () => shared.GiveBack(device, options.WeightStorage));
            }
        }
    }

    // The CPU's code is compiled when it first runs: for a token alone, which threads divide by weights, and for more of them,
    // which they divide by tokens. GPUs have theirs by now, and the simulator would take minutes.
    private void WarmUp()
    {
        if (device.IsHost && options.WarmUp)
        {
            WarmUp(1, 1);
            WarmUp(
                Math.Min(device.Threads.Count, MostWarmUpSentences),
                Math.Min(WarmUpLength, model.Configuration.MaximumPositions));
        }
    }

    private void WarmUp(int sentences, int length) =>
        Run(new ModelInputs { BatchSize = sentences, SequenceLength = length, InputIds = new int[sentences * length] });

    private GraphExecutor Prepare(ModelInputs inputs, OutputSelection outputs)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        packed.Pack(inputs);
        GraphExecutor executor = Executor(new GraphVariant(inputs.InputEmbeddings is not null, packed.HasHoles, outputs));
        collector.RequireRoom(executor, inputs);
        executor.Prepare(packed.Shape);
        Fill(inputs);
        return executor;
    }

    private GraphExecutor Executor(GraphVariant variant)
    {
        if (!executors.TryGetValue(variant, out GraphExecutor? executor))
        {
            ComputeGraph graph = model.BuildGraph(variant, options.Rewrite);
            executor = Same(variant, graph) ?? new GraphExecutor(graph, weights, workspace);
            executors.Add(variant, executor);
        }

        return executor;
    }

    // What a selection names and the model lacks, or returns in any case, makes no other graph: what is planned and captured of one
    // serves the other.
    private GraphExecutor? Same(GraphVariant variant, ComputeGraph graph) => executors
        .Where(known => known.Key with { Outputs = variant.Outputs } == variant)
        .Select(known => known.Value)
        .FirstOrDefault(executor => executor.Outputs.Select(output => output.Key).SequenceEqual(graph.Outputs.Keys));

    private void Fill(ModelInputs inputs)
    {
        InputSet inputSet = workspace.Inputs;
        packed.WriteOffsets(inputSet.Integers(EncoderGraph.SentenceOffsets).Host);
        packed.WritePositions(inputSet.Integers(InputNames.PositionIds).Host);
        packed.Write(inputs.TokenTypeIds, inputSet.Integers(InputNames.TokenTypeIds).Host);
        if (inputs.InputEmbeddings is { } embeddings)
        {
            packed.Gather(
                embeddings.Span, model.Configuration.HiddenSize, inputSet.Singles(InputNames.InputEmbeddings).Host);
        }
        else
        {
            packed.Write(inputs.InputIds, inputSet.Integers(InputNames.InputIds).Host);
        }

        if (packed.HasHoles)
        {
            packed.Write(inputs.AttentionMask, inputSet.Integers(EncoderGraph.KeyMask).Host);
        }
    }
}
