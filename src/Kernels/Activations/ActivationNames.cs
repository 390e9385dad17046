namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// The names that configurations give activations, as in <c>ACT2FN</c> of Hugging Face's <c>activations.py</c>. Left out are
/// <c>prelu</c> and <c>xielu</c>, which have weights of their own.
/// </summary>
public static class ActivationNames
{
    private static readonly Dictionary<string, ActivationKind> Kinds = new(StringComparer.Ordinal)
    {
        ["gelu"] = ActivationKind.Gelu,
        ["gelu_python"] = ActivationKind.Gelu,
        ["gelu_new"] = ActivationKind.GeluNew,
        ["gelu_pytorch_tanh"] = ActivationKind.GeluNew,
        ["gelu_python_tanh"] = ActivationKind.GeluNew,
        ["gelu_accurate"] = ActivationKind.GeluNew,
        ["gelu_fast"] = ActivationKind.GeluFast,
        ["quick_gelu"] = ActivationKind.QuickGelu,
        ["gelu_10"] = ActivationKind.ClippedGelu,
        ["relu"] = ActivationKind.Relu,
        ["relu2"] = ActivationKind.SquaredRelu,
        ["relu6"] = ActivationKind.Relu6,
        ["leaky_relu"] = ActivationKind.LeakyRelu,
        ["sigmoid"] = ActivationKind.Sigmoid,
        ["silu"] = ActivationKind.Silu,
        ["swish"] = ActivationKind.Silu,
        ["mish"] = ActivationKind.Mish,
        ["tanh"] = ActivationKind.Tanh,
        ["linear"] = ActivationKind.Linear,
        ["laplace"] = ActivationKind.Laplace,
    };

    /// <summary>Every known name, in the alphabet's order.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Kinds.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Finds the activation that a configuration means.</summary>
    /// <param name="name">Hugging Face's name; case matters there, and here.</param>
    /// <param name="kind">The activation, when the result is true.</param>
    /// <returns>Whether the name is known.</returns>
    public static bool TryParse(string name, out ActivationKind kind)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Kinds.TryGetValue(name, out kind);
    }
}
