using ILGPU;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Kernels;

namespace SqueezeBert.Gpu.Execution;

/// <summary>The kernel of a <see cref="SelfAttention"/>, over three tensors or one that holds all three side by side.</summary>
internal sealed class SelfAttentionKernel(ComputeDevice device, ActivationFormats formats, Node node) : NodeKernel
{
    private readonly SelfAttention operation = (SelfAttention)node.Operation;
    private readonly Attention kernel = new(
        device,
        ((SelfAttention)node.Operation).HasKeyMask,
        Reported(((SelfAttention)node.Operation).Scores),
        formats.Of(node.Inputs[0]),
        formats.Of(node.Output));

    private int Channels => node.Output.Type.Channels;

    /// <inheritdoc/>
    public override long ScratchLength(BatchShape batch) =>
        kernel.ScratchLength(batch.Tokens, batch.Longest, operation.Heads, Channels / operation.Heads);

    /// <inheritdoc/>
    public override Action Bind(Binding binding)
    {
        int headSize = Channels / operation.Heads;
        int stride = operation.IsPacked ? 3 * Channels : Channels;
        var arguments = new AttentionArguments
        {
            Query = Projection(binding, 0),
            Key = Projection(binding, 1),
            Value = Projection(binding, 2),
            QueryStride = stride,
            KeyStride = stride,
            ValueStride = stride,
            Output = binding.Activations(node.Output),
            SequenceOffsets = binding.Integers(node.Inputs[operation.OffsetsIndex]),
            KeyMask = operation.HasKeyMask
                ? binding.Integers(node.Inputs[operation.OffsetsIndex + 1])
                : ArrayView<int>.Empty,
            ScoresOutput = operation.Scores == ScoresKind.None ? ArrayView<float>.Empty : binding.Singles(node.Outputs[1]),
            Scratch = binding.Scratch(node),
            T = binding.Batch.Tokens,
            B = binding.Batch.Sentences,
            H = operation.Heads,
            D = headSize,
            S = binding.Batch.Longest,
            Scale = 1f / MathF.Sqrt(headSize),
        };
        return () => kernel.Run(arguments);
    }

    private static AttentionScores Reported(ScoresKind scores) => scores switch
    {
        ScoresKind.None => AttentionScores.None,
        ScoresKind.BeforeSoftmax => AttentionScores.Scores,
        _ => AttentionScores.Probabilities,
    };

    private ActivationView Projection(Binding binding, int which)
    {
        if (!operation.IsPacked)
        {
            return binding.Activations(node.Inputs[which]);
        }

        ActivationView all = binding.Activations(node.Inputs[0]);
        return all.SubView(which * Channels, all.Length - ((long)which * Channels));
    }
}
