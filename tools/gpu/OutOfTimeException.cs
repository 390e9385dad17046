namespace SqueezeBert.Gpu.HardwarePack;

/// <summary>A <see cref="Deadline"/> passed.</summary>
internal sealed class OutOfTimeException() : Exception("the time was over");
