namespace SqueezeBert.Gpu.ModelBench.Contest;

/// <summary>A model as the engines read it.</summary>
/// <param name="Directory">config.json and model.safetensors: ours and PyTorch.</param>
/// <param name="OnnxFile">The same weights for ONNX Runtime.</param>
internal sealed record ModelFiles(string Directory, string OnnxFile);
