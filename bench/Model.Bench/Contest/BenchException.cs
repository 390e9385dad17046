namespace SqueezeBert.Gpu.ModelBench.Contest;

/// <summary>The comparison cannot go on; the message says why.</summary>
internal sealed class BenchException(string message) : Exception(message);
