namespace SqueezeBert.Gpu.ModelBench.Workers;

/// <summary>All sentences, read once.</summary>
/// <param name="Seconds">From text to outputs.</param>
/// <param name="Tokens">How many tokens they have, padding not counted.</param>
/// <param name="PoolerOutput">[sentences, H].</param>
internal sealed record SentencePass(double Seconds, int Tokens, float[] PoolerOutput);
