using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// The embedding layer of BERT (Devlin et al. 2018, figure 2, https://arxiv.org/abs/1810.04805) in one pass:
/// <c>x[t] = words[wordIds[t]] + positions[positionIds[t]] + types[typeIds[t]]</c>, then layer normalisation as in
/// <see cref="LayerNorm{TPrologue}"/>. Without a word table the caller gives the word embeddings themselves, as Hugging Face's
/// inputs_embeds does.
/// </summary>
public sealed partial class EmbeddingNorm
{
    private const string Name = "EmbeddingNorm";

    private readonly bool hasWords;
    private readonly int channels;
    private readonly ElementType output;
    private readonly Action<EmbeddingNormArguments> launch;

    /// <summary>Prepares the operator for a device; compiles where the device needs it.</summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="words">The word embeddings, or null where <see cref="EmbeddingNormArguments.WordRows"/> gives them.</param>
    /// <param name="positions">The position embeddings.</param>
    /// <param name="types">The token type embeddings, stored as <paramref name="positions"/> are.</param>
    /// <param name="output">How the output is stored; F32 on the CPU.</param>
    /// <exception cref="KernelArgumentException">
    /// The tables differ in channels, or the last two in storage, or the CPU is given another format than F32.
    /// </exception>
    /// <remarks>The tables were packed for the device and stay the caller's.</remarks>
    public EmbeddingNorm(
        ComputeDevice device,
        EmbeddingTable? words,
        EmbeddingTable positions,
        EmbeddingTable types,
        ElementType output = ElementType.F32)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(positions);
        ArgumentNullException.ThrowIfNull(types);
        KernelArguments.HostStorage(Name, device, ElementType.F32, output);
        this.output = output;
        hasWords = words is not null;
        channels = positions.Channels;
        KernelArguments.Equal(Name, "channels of words", words?.Channels ?? channels, channels);
        KernelArguments.Equal(Name, "channels of types", types.Channels, channels);
        if (types.Storage != positions.Storage)
        {
            throw new KernelArgumentException(
                $"{Name}: types is stored as {types.Storage}, expected {positions.Storage} as positions");
        }

        launch = device.IsHost ? LoadHost(device, words, positions, types) : LoadSimt(device, words, positions, types);
    }

    /// <summary>Embeds each token; returns when the work is queued (on the CPU: done).</summary>
    /// <param name="arguments">What to read and write. Ids outside a table are the caller's error and are not noticed.</param>
    /// <exception cref="KernelArgumentException">A view does not have the elements of its shape.</exception>
    public void Run(EmbeddingNormArguments arguments)
    {
        long elements = (long)arguments.T * arguments.C;
        KernelArguments.Positive(Name, "T", arguments.T);
        KernelArguments.Equal(Name, "C", arguments.C, channels);
        if (hasWords)
        {
            KernelArguments.Exactly(Name, "word ids", arguments.WordIds, arguments.T);
        }
        else
        {
            KernelArguments.Exactly(Name, "word rows", arguments.WordRows, elements);
        }

        KernelArguments.Exactly(Name, "position ids", arguments.PositionIds, arguments.T);
        KernelArguments.Exactly(Name, "type ids", arguments.TypeIds, arguments.T);
        KernelArguments.Exactly(Name, "scale", arguments.Scale, arguments.C);
        KernelArguments.Exactly(Name, "shift", arguments.Shift, arguments.C);
        KernelArguments.Exactly(Name, "output", arguments.Output, output, elements);
        launch(arguments);
    }
}
