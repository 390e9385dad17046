namespace SqueezeBert.Gpu.Kernels;

/// <summary>What a kernel makes of an <see cref="ActivationView"/> whose format it has as a type argument.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
internal interface IActivations<TSelf>
    where TSelf : struct, IActivations<TSelf>
{
    /// <summary>Takes a view of the format.</summary>
    static abstract TSelf Of(ActivationView view);
}
