namespace SqueezeBert.Gpu.Kernels;

/// <summary>From an <see cref="ActivationKind"/> to the code that is generic over it.</summary>
internal static class Activations
{
    /// <summary>Calls <paramref name="consumer"/> with the type of <paramref name="kind"/>.</summary>
    public static TResult Dispatch<TConsumer, TResult>(ActivationKind kind, TConsumer consumer)
        where TConsumer : IActivationConsumer<TResult> => kind switch
        {
            ActivationKind.Gelu => consumer.Use<Gelu>(),
            ActivationKind.GeluNew => consumer.Use<GeluNew>(),
            ActivationKind.GeluFast => consumer.Use<GeluFast>(),
            ActivationKind.QuickGelu => consumer.Use<QuickGelu>(),
            ActivationKind.ClippedGelu => consumer.Use<ClippedGelu>(),
            ActivationKind.Relu => consumer.Use<Relu>(),
            ActivationKind.SquaredRelu => consumer.Use<SquaredRelu>(),
            ActivationKind.Relu6 => consumer.Use<Relu6>(),
            ActivationKind.LeakyRelu => consumer.Use<LeakyRelu>(),
            ActivationKind.Sigmoid => consumer.Use<Sigmoid>(),
            ActivationKind.Silu => consumer.Use<Silu>(),
            ActivationKind.Mish => consumer.Use<Mish>(),
            ActivationKind.Tanh => consumer.Use<Tanh>(),
            ActivationKind.Linear => consumer.Use<Linear>(),
            ActivationKind.Laplace => consumer.Use<Laplace>(),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "a member of ActivationKind expected"),
        };
}
