namespace SqueezeBert.Gpu.Kernels.Tests.Problems;

/// <summary>What a device found and what the reference expects; NaN is expected where nothing may be written.</summary>
public sealed class AttentionSolution
{
    public AttentionSolution(float[] output, float[] written, int elements, int entries)
    {
        Output = output;
        Written = written;
        ExpectedOutput = new double[elements];
        ExpectedScores = new double[entries];
        ExpectedProbabilities = new double[entries];
        Array.Fill(ExpectedScores, double.NaN);
        Array.Fill(ExpectedProbabilities, double.NaN);
    }

    /// <summary>[T, H * D].</summary>
    public float[] Output { get; }

    /// <summary>[B, H, S, S], as found.</summary>
    public float[] Written { get; }

    /// <summary>[T, H * D].</summary>
    public double[] ExpectedOutput { get; }

    /// <summary>[B, H, S, S].</summary>
    public double[] ExpectedScores { get; }

    /// <summary>[B, H, S, S].</summary>
    public double[] ExpectedProbabilities { get; }

    /// <summary>Asserts that scores or probabilities are close, and untouched beyond each sentence.</summary>
    public void CompareWritten(double[] expected, double tolerance)
    {
        ArgumentNullException.ThrowIfNull(expected);
        float[] found = [.. Written];
        double[] wanted = [.. expected];
        for (int i = 0; i < wanted.Length; i++)
        {
            if (double.IsNaN(wanted[i]))
            {
                Assert.That(BitConverter.SingleToUInt32Bits(found[i]), Is.EqualTo(GuardedOutput.Poison), $"[{i}] was written");
                (found[i], wanted[i]) = (0, 0);
            }
        }

        Compare.Close(found, wanted, tolerance);
    }
}
