using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;
using Singles = SqueezeBert.Gpu.Kernels.Stored<float, SqueezeBert.Gpu.Kernels.F32>;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class Attention
{
    private readonly struct SimtFactory(ComputeDevice device, bool hasKeyMask, AttentionScores scores)
        : IStoredConsumer<Action<AttentionArguments>>
    {
        public Action<AttentionArguments> Use<TInput, TOutput>()
            where TInput : struct, IStored<TInput>
            where TOutput : struct, IStored<TOutput>
        {
            var kernel = device.LoadKernel<AttentionSimtArguments<TInput, TOutput>>((hasKeyMask, scores) switch
            {
                (false, AttentionScores.None) => Simt<TInput, TOutput, NoKeyMask, NoScores>,
                (false, AttentionScores.Scores) => Simt<TInput, TOutput, NoKeyMask, MaskedScores>,
                (false, AttentionScores.Probabilities) => Simt<TInput, TOutput, NoKeyMask, NormalizedScores>,
                (true, AttentionScores.None) => Simt<TInput, TOutput, WithKeyMask, NoScores>,
                (true, AttentionScores.Scores) => Simt<TInput, TOutput, WithKeyMask, MaskedScores>,
                (true, AttentionScores.Probabilities) => Simt<TInput, TOutput, WithKeyMask, NormalizedScores>,
                _ => throw new ArgumentOutOfRangeException(nameof(scores), scores, "None, Scores or Probabilities expected"),
            });
            return a =>
            {
                var grid = new Index2D(checked(a.B * Tiles(a.S)), a.H);
                kernel(new KernelConfig(grid, new Index2D(TileProduct.GroupSize, 1)), new()
                {
                    Query = TInput.Of(a.Query),
                    Key = TInput.Of(a.Key),
                    Value = TInput.Of(a.Value),
                    QueryStride = a.QueryStride,
                    KeyStride = a.KeyStride,
                    ValueStride = a.ValueStride,
                    SequenceOffsets = a.SequenceOffsets,
                    KeyMask = a.KeyMask,
                    Output = TOutput.Of(a.Output),
                    Sums = Singles.Of(
                        SumsApart(a.Output.Storage, a.S) ? a.Scratch.SubView(0, a.Output.Length) : a.Output.Singles),
                    ScoresOutput = Singles.Of(a.ScoresOutput),
                    H = a.H,
                    D = a.D,
                    S = a.S,
                    Scale = a.Scale,
                });
            };
        }
    }
}
