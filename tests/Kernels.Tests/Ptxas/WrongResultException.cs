namespace SqueezeBert.Gpu.Kernels.Tests.Ptxas;

/// <summary>A kernel computed something else than its reference: an exception that a test may expect.</summary>
public sealed class WrongResultException(string message) : Exception(message)
{
    /// <summary>Throws unless |found - expected| &lt;= tolerance * (1 + |expected|) everywhere.</summary>
    public static void ThrowIfOff(float[] found, double[] expected, double tolerance)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(expected);
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(found[i] - expected[i]) <= tolerance * (1 + Math.Abs(expected[i]))))
            {
                throw new WrongResultException($"[{i}]: found {found[i]}, expected {expected[i]}");
            }
        }
    }
}
