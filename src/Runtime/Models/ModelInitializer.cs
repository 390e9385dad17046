using System.Runtime.InteropServices;
using SqueezeBert.Gpu.Configuration;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Models;

/// <summary>
/// Writes a model with random weights, as <c>_init_weights</c> of the references does: matrices and tables from a normal
/// distribution with deviation <c>initializer_range</c>, norms one, biases zero. For benchmarks and tests of sizes for which no
/// trained weights are at hand.
/// </summary>
public static class ModelInitializer
{
    /// <summary>Writes <c>config.json</c> and <c>model.safetensors</c> (float32), both or neither.</summary>
    /// <param name="configuration">A validated configuration.</param>
    /// <param name="seed">The same seed gives the same weights.</param>
    /// <param name="directory">Created if it does not exist; may not hold a model already.</param>
    /// <param name="cancellationToken">Checked before each tensor; what was written until then is deleted.</param>
    /// <exception cref="CheckpointException">The directory holds a model, or a part of one.</exception>
    public static void Write(
        ModelConfiguration configuration, int seed, string directory, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        configuration.Validate();
        ModelFiles.RefusePresent(directory, ModelFiles.All);
        ModelFiles.Write(
            directory,
            [
                (WeightsDirectory.SingleFileName, path => WriteWeights(configuration, seed, path, cancellationToken)),
                (ModelConfiguration.FileName, _ => configuration.Save(directory)),
            ]);
    }

    private static void WriteWeights(ModelConfiguration configuration, int seed, string file, CancellationToken cancellationToken)
    {
        var weights = ModelWeights.For(configuration, configuration.ModelClass);
        string prefix = configuration.ModelClass == ModelClass.Trunk ? "" : weights.Naming.TrunkPrefix;
        var seeds = new Random(seed);
        SafetensorsWriter.Write(
            file,
            weights.Expected().Where(tensor => tensor.IsRequired).Select(tensor =>
            {
                bool isHead = CheckpointNaming.StartsWithAny(tensor.Name, weights.Naming.HeadPrefixes);
                string name = isHead ? tensor.Name : prefix + tensor.Name;
                int own = seeds.Next();
                return SafetensorsTensor.Streaming(
                    name, SafetensorsDType.F32, tensor.Shape.AsSpan(),
                    stream =>
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        stream.Write(MemoryMarshal.AsBytes<float>(Values(tensor, configuration.InitializerRange, own)));
                    });
            }));
    }

    private static float[] Values(ExpectedTensor tensor, double deviation, int seed)
    {
        long length = tensor.Shape.Aggregate(1L, (product, size) => product * size);
        float[] values = new float[checked((int)length)];
        if (tensor.Shape.Length > 1)
        {
            FillNormal(values, deviation, new Random(seed));
        }
        else if (tensor.Name.EndsWith(".weight", StringComparison.Ordinal))
        {
            Array.Fill(values, 1f);
        }

        return values;
    }

    // Box-Muller: two normal numbers from two uniform ones.
    private static void FillNormal(Span<float> values, double deviation, Random random)
    {
        for (int i = 0; i < values.Length; i += 2)
        {
            double radius = deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            double angle = 2 * Math.PI * random.NextDouble();
            values[i] = (float)(radius * Math.Cos(angle));
            if (i + 1 < values.Length)
            {
                values[i + 1] = (float)(radius * Math.Sin(angle));
            }
        }
    }
}
