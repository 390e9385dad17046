namespace SqueezeBert.Gpu.HardwarePack.Results;

/// <summary>The error of outputs.</summary>
/// <param name="Largest">The largest difference.</param>
/// <param name="RootMeanSquare">The root of the mean square of differences.</param>
internal sealed record OutputError(double Largest, double RootMeanSquare);
