using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>From an <see cref="ElementType"/> to the code that is generic over it.</summary>
internal static class Elements
{
    /// <summary>Calls <paramref name="consumer"/> with the types that read <paramref name="type"/>: TF32 reads as F32.</summary>
    public static TResult Dispatch<TConsumer, TResult>(ElementType type, TConsumer consumer)
        where TConsumer : IElementConsumer<TResult> => type switch
        {
            ElementType.F32 or ElementType.TF32 => consumer.Use<float, F32>(),
            ElementType.F16 => consumer.Use<ushort, F16>(),
            ElementType.BF16 => consumer.Use<ushort, BF16>(),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "F32, F16, BF16 or TF32 expected"),
        };

    /// <summary>Bytes of one stored element.</summary>
    public static int SizeOf(ElementType type) => type is ElementType.F32 or ElementType.TF32 ? 4 : 2;

    /// <summary>Checks that a device multiplies weights of a format.</summary>
    /// <exception cref="DeviceException">It does not.</exception>
    public static void CheckSupport(ComputeDevice device, ElementType weights)
    {
        if (weights == ElementType.TF32 && !device.HasTensorCores)
        {
            throw new DeviceException(
                "TF32 is multiplied by NVIDIA's tensor cores of compute capability 8.0 or later, expected a device that has them, "
                + $"found {device.Description.Name}");
        }
    }

    /// <summary>How activations beside such weights may be stored, and tables that nothing multiplies.</summary>
    /// <param name="weights">The weights' format.</param>
    public static ElementType BesideWeights(ElementType weights) => weights == ElementType.TF32 ? ElementType.F32 : weights;
}
