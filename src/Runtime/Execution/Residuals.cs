using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Kernels;

namespace SqueezeBert.Gpu.Execution;

/// <summary>From the format of a residual to the epilogue that adds it.</summary>
internal static class Residuals
{
    /// <summary>Calls <paramref name="consumer"/> with the epilogue.</summary>
    /// <param name="formats">How values are stored.</param>
    /// <param name="residual">What is added.</param>
    /// <param name="consumer">What to call.</param>
    public static TResult Dispatch<TConsumer, TResult>(ActivationFormats formats, Value residual, TConsumer consumer)
        where TConsumer : IResidualConsumer<TResult>
    {
        int channels = residual.Type.Channels;
        return formats.Of(residual) switch
        {
            ElementType.F32 => consumer.Use(binding => new AddResidual(binding.Singles(residual), channels)),
            ElementType.F16 => consumer.Use(
                binding => new AddNarrowResidual<F16>(binding.Activations(residual).Halves, channels)),
            _ => consumer.Use(binding => new AddNarrowResidual<BF16>(binding.Activations(residual).Halves, channels)),
        };
    }
}
