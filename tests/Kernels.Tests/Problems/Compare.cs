using System.Globalization;

namespace SqueezeBert.Gpu.Kernels.Tests.Problems;

/// <summary>Compares a kernel's output with the reference in double.</summary>
public static class Compare
{
    /// <summary>
    /// Asserts |found - expected| &lt;= tolerance * (1 + |expected|) everywhere. The caller states why the tolerance is what it is.
    /// </summary>
    public static void Close(ReadOnlySpan<float> found, ReadOnlySpan<double> expected, double tolerance)
    {
        Assert.That(found.Length, Is.EqualTo(expected.Length));
        for (int i = 0; i < found.Length; i++)
        {
            double error = Math.Abs(found[i] - expected[i]);
            if (!(error <= tolerance * (1 + Math.Abs(expected[i]))))
            {
                Assert.Fail(string.Create(
                    CultureInfo.InvariantCulture,
                    $"[{i}] of {found.Length}: found {found[i]:R}, expected {expected[i]:R}, off by {error:E2}, tolerance {tolerance:E1}"));
            }
        }
    }
}
