namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// The activation functions, each with its names in Hugging Face's <c>activations.py</c>; the formulas stand with the types of
/// the same names.
/// </summary>
public enum ActivationKind
{
    /// <summary><c>gelu</c> and <c>gelu_python</c>.</summary>
    Gelu,

    /// <summary><c>gelu_new</c>, <c>gelu_pytorch_tanh</c>, <c>gelu_python_tanh</c> and <c>gelu_accurate</c>.</summary>
    GeluNew,

    /// <summary><c>gelu_fast</c>.</summary>
    GeluFast,

    /// <summary><c>quick_gelu</c>.</summary>
    QuickGelu,

    /// <summary><c>gelu_10</c>.</summary>
    ClippedGelu,

    /// <summary><c>relu</c>.</summary>
    Relu,

    /// <summary><c>relu2</c>.</summary>
    SquaredRelu,

    /// <summary><c>relu6</c>.</summary>
    Relu6,

    /// <summary><c>leaky_relu</c>.</summary>
    LeakyRelu,

    /// <summary><c>sigmoid</c>.</summary>
    Sigmoid,

    /// <summary><c>silu</c> and <c>swish</c>.</summary>
    Silu,

    /// <summary><c>mish</c>.</summary>
    Mish,

    /// <summary><c>tanh</c>.</summary>
    Tanh,

    /// <summary><c>linear</c>.</summary>
    Linear,

    /// <summary><c>laplace</c>.</summary>
    Laplace,
}
