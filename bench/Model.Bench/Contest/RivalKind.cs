namespace SqueezeBert.Gpu.ModelBench.Contest;

/// <summary>The engines.</summary>
internal enum RivalKind
{
    /// <summary>This engine.</summary>
    Ours,

    /// <summary>ONNX Runtime.</summary>
    OnnxRuntime,

    /// <summary>libtorch, through PyTorch.</summary>
    PyTorch,
}
