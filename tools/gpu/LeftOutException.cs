namespace SqueezeBert.Gpu.HardwarePack;

/// <summary>This machine lacks what a step needs; the message says what.</summary>
internal sealed class LeftOutException(string message) : Exception(message);
