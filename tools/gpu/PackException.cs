namespace SqueezeBert.Gpu.HardwarePack;

/// <summary>A step, or a child process of one, cannot go on; the message says why.</summary>
internal sealed class PackException(string message) : Exception(message);
