using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Runtime.Tests.Weights;

/// <summary>Checkpoints that PyTorch wrote, each with the same weights as safetensors beside it.</summary>
internal static class FixtureCheckpoints
{
    /// <summary>The directories with good ones.</summary>
    public static readonly string[] Good = ["zip", "legacy", "sharded", "views-f16"];

    /// <summary>A directory by its name.</summary>
    public static string Folder(params string[] names) =>
        Path.Combine([TestContext.CurrentContext.TestDirectory, "Fixtures", "checkpoints", .. names]);

    /// <summary>Checks that two sources have a tensor of the same shape and numbers; a twin may be wider.</summary>
    public static void RequireEqual(IWeightSource source, IWeightSource twin, string name)
    {
        TensorInfo tensor = source.GetTensor(name);
        TensorInfo expected = twin.GetTensor(name);
        Assert.That(tensor.Shape, Is.EqualTo(expected.Shape), name);
        float[] values = new float[tensor.ElementCount];
        float[] expectedValues = new float[tensor.ElementCount];
        source.ReadSingles(name, values);
        twin.ReadSingles(name, expectedValues);
        Assert.That(values, Is.EqualTo(expectedValues), name);
    }
}
