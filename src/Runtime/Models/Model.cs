using SqueezeBert.Gpu.Configuration;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Execution;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Passes;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Models;

/// <summary>
/// A model on disk: its configuration and its checked checkpoint. Nothing is on a device yet; <see cref="CreateSession"/>
/// brings it there. Safe to share between threads and sessions; dispose it after its sessions.
/// </summary>
public sealed class Model : IDisposable
{
    private readonly IWeightSource source;
    private readonly SharedWeights sharedWeights;
    private readonly ModelWeights weights;

    private Model(
        string location, ModelConfiguration configuration, ModelClass modelClass, IWeightSource source, ModelWeights weights,
        BoundCheckpoint checkpoint)
    {
        Location = location;
        Configuration = configuration;
        Class = modelClass;
        this.source = source;
        this.weights = weights;
        sharedWeights = new SharedWeights(checkpoint);
    }

    /// <summary>The directory it was loaded from.</summary>
    public string Location { get; }

    /// <summary>Its configuration.</summary>
    public ModelConfiguration Configuration { get; }

    /// <summary>The class that runs.</summary>
    public ModelClass Class { get; }

    /// <summary>The tensors of the checkpoint, as the files have them.</summary>
    public IReadOnlyList<TensorInfo> Tensors => source.Tensors;

    /// <summary>
    /// Opens a Hugging Face model directory: <c>config.json</c> and the weights that <see cref="WeightsDirectory"/> finds beside
    /// it, safetensors or PyTorch's. They are mapped, checked by name and shape, and read when a session needs them.
    /// </summary>
    /// <param name="directory">The directory.</param>
    /// <param name="modelClass">The class to run; null for the one that the configuration names, whose checkpoint must fit
    /// exactly. A class that is given may leave out the tensors of other heads, and stands in for an architecture that is unknown;
    /// nothing that it needs may be missing.</param>
    /// <exception cref="ConfigurationException">The configuration cannot be read or cannot run.</exception>
    /// <exception cref="CheckpointException">Tensors are missing, unexpected or misshapen.</exception>
    /// <exception cref="WeightsFileException">A weights file is malformed.</exception>
    public static Model Load(string directory, ModelClass? modelClass = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ModelConfiguration configuration = ConfigurationFile.Load(directory, modelClass);
        ModelClass wanted = modelClass ?? configuration.ModelClass;
        var weights = ModelWeights.For(configuration, wanted);
        IWeightSource source = WeightsDirectory.Open(directory);
        try
        {
            UnexpectedTensors unexpected =
                modelClass is null ? UnexpectedTensors.Refuse : UnexpectedTensors.AllowOtherHeads;
            BoundCheckpoint checkpoint = Checkpoint.Bind(source, weights.Expected(), weights.Naming, unexpected);
            return new Model(directory, configuration, wanted, source, weights, checkpoint);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Brings the model to a device. Sessions on one device, and those on any CPU devices, share their weights in memory.
    /// </summary>
    /// <param name="device">Where it runs; must outlive the session, which does not own it.</param>
    /// <param name="options">How.</param>
    public ModelSession CreateSession(ComputeDevice device, SessionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        return new ModelSession(this, device, sharedWeights, options ?? new SessionOptions());
    }

    /// <summary>The computation of this model.</summary>
    /// <param name="outputs">What it returns.</param>
    /// <param name="rewrite">Whether it is rewritten to run in fewer passes.</param>
    public ComputeGraph BuildGraph(OutputSelection outputs = OutputSelection.Logits, bool rewrite = true) =>
        BuildGraph(new GraphVariant(GivenEmbeddings: false, HasKeyMask: false, outputs), rewrite);

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();

    internal ComputeGraph BuildGraph(GraphVariant variant, bool rewrite)
    {
        ComputeGraph graph = EncoderGraph.Build(Configuration, weights, variant);
        return rewrite ? GraphPasses.Apply(graph) : graph;
    }
}
