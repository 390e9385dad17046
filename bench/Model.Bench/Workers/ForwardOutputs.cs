namespace SqueezeBert.Gpu.ModelBench.Workers;

/// <summary>What a forward pass of a trunk returns.</summary>
/// <param name="LastHiddenState">[B, S, H].</param>
/// <param name="PoolerOutput">[B, H].</param>
internal sealed record ForwardOutputs(float[] LastHiddenState, float[] PoolerOutput);
