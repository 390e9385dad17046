namespace SqueezeBert.Gpu.Kernels.Tests.Problems;

/// <summary>Inputs of problems: reproducible from a seed.</summary>
/// <param name="seed">Decides every number that follows.</param>
public sealed class RandomNumbers(int seed)
{
    private readonly Random random = new(seed);

    /// <summary>Normally distributed floats.</summary>
    public float[] Normal(long length, double deviation = 1, double mean = 0)
    {
        float[] values = new float[length];
        for (int i = 0; i < values.Length; i++)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            values[i] = (float)(mean + (deviation * radius * Math.Cos(2 * Math.PI * random.NextDouble())));
        }

        return values;
    }

    /// <summary>An integer in [low, high].</summary>
    public int Between(int low, int high) => random.Next(low, high + 1);

    /// <summary>Integers in [low, high].</summary>
    public int[] AllBetween(int length, int low, int high)
    {
        int[] values = new int[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = Between(low, high);
        }

        return values;
    }
}
