namespace SqueezeBert.Gpu.Kernels.Tests.Numerics;

/// <summary>Errors of float32 results in units of the last place.</summary>
public static class Ulps
{
    /// <summary>Floats of every exponent and both signs, spread evenly over the bit patterns, and the ones that often go wrong.</summary>
    /// <param name="count">About how many.</param>
    public static float[] Sweep(int count)
    {
        var values = new List<float> { 0f, -0f, float.MaxValue, -float.MaxValue, float.Epsilon, 0.875f, 0.63f, -4f, 10f, 88.7228f };
        ulong step = (1UL << 32) / (ulong)count;
        for (ulong bits = 0; bits < 1UL << 32; bits += step)
        {
            // A low part that varies too, so that mantissas are not all alike.
            float value = BitConverter.UInt32BitsToSingle((uint)(bits + (bits / step * 7919 % step)));
            if (float.IsFinite(value))
            {
                values.Add(value);
            }
        }

        // Twice as dense where the functions bend.
        for (int i = 0; i < count; i++)
        {
            values.Add((float)((i * 32.0 / count) - 16));
        }

        return [.. values];
    }

    /// <summary>Asserts that every result is within some ulp of the exact one.</summary>
    /// <param name="arguments">What the function was given.</param>
    /// <param name="found">What it gave.</param>
    /// <param name="exact">The function in double.</param>
    /// <param name="most">The error allowed, in units of the last place of the exact result.</param>
    /// <returns>The largest error.</returns>
    /// <remarks>Results below the normal numbers may be flushed to zero: devices do.</remarks>
    public static double Check(float[] arguments, float[] found, Func<double, double> exact, double most)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(exact);
        const double LeastNormal = 1.1754943508222875e-38;
        double worst = 0;
        for (int i = 0; i < arguments.Length; i++)
        {
            double expected = exact(arguments[i]);
            if (Math.Abs(expected) > float.MaxValue)
            {
                Assert.That(found[i], Is.EqualTo((float)expected), $"at {arguments[i]:R}");
                continue;
            }

            double unit = Math.Pow(2, Math.ILogB(Math.Max(Math.Abs(expected), LeastNormal)) - 23);
            double error = Math.Abs(found[i] - expected) / unit;
            bool flushed = found[i] == 0 && Math.Abs(expected) < LeastNormal;
            if (!flushed && !(error <= most))
            {
                Assert.Fail($"at {arguments[i]:R}: found {found[i]:R}, expected {expected:R}, {error:F2} ulp off, {most} allowed");
            }

            worst = flushed ? worst : Math.Max(worst, error);
        }

        return worst;
    }
}
