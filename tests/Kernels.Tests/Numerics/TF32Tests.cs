namespace SqueezeBert.Gpu.Kernels.Tests.Numerics;

/// <summary>Rounding weights to TF32: what the other tests take as given.</summary>
[Category("Host")]
public sealed class TF32Tests
{
    // Steps near 1 are 2^-10.
    [TestCase(1f, 1f)]
    [TestCase(1f + (1f / 2048), 1f + (1f / 1024), TestName = "a tie, away from zero")]
    [TestCase(-1f - (1f / 2048), -1f - (1f / 1024), TestName = "a tie below zero, away from zero")]
    [TestCase(1f + (1f / 2048) - (1f / (1 << 23)), 1f, TestName = "just below a tie")]
    [TestCase(1f + (3f / 2048), 1f + (2f / 1024), TestName = "a tie of odd neighbours")]
    [TestCase(2f - (1f / (1 << 22)), 2f, TestName = "up to the next power of two")]
    [TestCase(0f, 0f)]
    [TestCase(float.MaxValue, float.PositiveInfinity)]
    [TestCase(float.PositiveInfinity, float.PositiveInfinity)]
    [TestCase(float.NegativeInfinity, float.NegativeInfinity)]
    [TestCase(float.NaN, float.NaN)]
    public void Rounds_to_eleven_significant_bits(float value, float expected) =>
        Assert.That(TF32.Narrow(value), Is.EqualTo(expected));

    [Test]
    public void Keeps_a_NaN_whose_bits_are_all_ones() =>
        Assert.That(TF32.Narrow(BitConverter.UInt32BitsToSingle(0x7fffffff)), Is.NaN);

    [Test]
    public void Is_off_by_half_a_step_at_most_and_ends_in_zeros()
    {
        var random = new Random(1);
        for (int i = 0; i < 10_000; i++)
        {
            float value = (float)Math.ScaleB((random.NextDouble() * 2) - 1, random.Next(-100, 100));
            float rounded = TF32.Narrow(value);
            Assert.That(BitConverter.SingleToUInt32Bits(rounded) & 0x1fff, Is.Zero);
            Assert.That(Math.Abs((double)rounded - value), Is.LessThanOrEqualTo(Math.Abs((double)value) / 2048));
        }
    }
}
