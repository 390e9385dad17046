using System.Runtime.Intrinsics.X86;
namespace SqueezeBert.Gpu.Kernels.Tests.Numerics;

/// <summary>The storage formats against System.Half and against their definition, pattern by pattern.</summary>
[Category("Host")]
public sealed class ElementTests
{
    [Test]
    public void HalfWidensAsSystemHalf() => ForEveryPattern(bits => Same(
        F16.Widen(bits), (float)BitConverter.UInt16BitsToHalf(bits), bits));

    [Test]
    public void BrainFloatWidensToTheUpperHalf() => ForEveryPattern(bits => Same(
        BF16.Widen(bits), BitConverter.UInt32BitsToSingle((uint)bits << 16), bits));

    [Test]
    public void NarrowingUndoesWidening() => ForEveryPattern(bits =>
    {
        if (!float.IsNaN(F16.Widen(bits)) && F16.Narrow(F16.Widen(bits)) != bits)
        {
            Assert.Fail($"F16 0x{bits:x4} became 0x{F16.Narrow(F16.Widen(bits)):x4}");
        }

        if (!float.IsNaN(BF16.Widen(bits)) && BF16.Narrow(BF16.Widen(bits)) != bits)
        {
            Assert.Fail($"BF16 0x{bits:x4} became 0x{BF16.Narrow(BF16.Widen(bits)):x4}");
        }

        Assert.That(float.IsNaN(F16.Widen(F16.Narrow(F16.Widen(bits)))), Is.EqualTo(float.IsNaN(F16.Widen(bits))));
        Assert.That(float.IsNaN(BF16.Widen(BF16.Narrow(BF16.Widen(bits)))), Is.EqualTo(float.IsNaN(BF16.Widen(bits))));
    });

    // Every float32 with 14 mantissa bits, and a hair to either side: ties, what is not quite one, and every exponent.
    [Test]
    public void HalfRoundsAsSystemHalf()
    {
        for (long word = 0; word <= uint.MaxValue; word += 1 << 9)
        {
            SameHalf((uint)word - 1);
            SameHalf((uint)word);
            SameHalf((uint)word + 1);
        }
    }

    // Halfway between two neighbours the even one wins; a hair to either side, the nearer.
    [Test]
    public void BrainFloatRoundsToNearestEven() => ForEveryPattern(bits =>
    {
        if ((bits & 0x7fff) >= 0x7f80)
        {
            return;
        }

        uint word = (uint)bits << 16;
        ushort next = (ushort)(bits + 1);
        Assert.That(BF16.Narrow(BitConverter.UInt32BitsToSingle(word | 0x7fff)), Is.EqualTo(bits));
        Assert.That(BF16.Narrow(BitConverter.UInt32BitsToSingle(word | 0x8000)), Is.EqualTo((bits & 1) == 0 ? bits : next));
        Assert.That(BF16.Narrow(BitConverter.UInt32BitsToSingle(word | 0x8001)), Is.EqualTo(next));
    });

    [Test]
    public unsafe void HostWidensManyAsOne()
    {
        WidensManyAsOne<LanesScalar>();
        WidensManyAsOne<Lanes128>();
        if (Avx2.IsSupported)
        {
            WidensManyAsOne<Lanes256>();
        }

        if (Avx512F.IsSupported)
        {
            WidensManyAsOne<Lanes512>();
        }
    }

    private static unsafe void WidensManyAsOne<TLanes>()
        where TLanes : struct, ILanes<TLanes>
    {
        ushort[] bits = new ushort[65536];
        for (int i = 0; i < bits.Length; i++)
        {
            bits[i] = (ushort)i;
        }

        float[] found = new float[bits.Length];
        fixed (ushort* source = bits)
        fixed (float* target = found)
        {
            HostWidening<TLanes, ushort, F16>.Widen(source, bits.Length, target);
            ForEveryPattern(pattern => Same(found[Position<TLanes>(pattern)], F16.Widen(pattern), pattern));
            HostWidening<TLanes, ushort, BF16>.Widen(source, bits.Length, target);
            ForEveryPattern(pattern => Same(found[Position<TLanes>(pattern)], BF16.Widen(pattern), pattern));
        }
    }

    // In a row of two registers, neighbours of 16 bits go to the same lane of the first and of the second.
    private static int Position<TLanes>(int stored)
        where TLanes : struct, ILanes<TLanes>
    {
        int slot = stored % (2 * TLanes.Count);
        return stored - slot + (slot % 2 * TLanes.Count) + (slot / 2);
    }

    private static void SameHalf(uint word)
    {
        float value = BitConverter.UInt32BitsToSingle(word);
        ushort expected = BitConverter.HalfToUInt16Bits((System.Half)value);
        ushort found = F16.Narrow(value);
        if (found != expected && !(float.IsNaN(value) && float.IsNaN(F16.Widen(found))))
        {
            Assert.Fail($"0x{word:x8}: found 0x{found:x4}, expected 0x{expected:x4}");
        }
    }

    private static void Same(float found, float expected, ushort bits)
    {
        if (BitConverter.SingleToUInt32Bits(found) != BitConverter.SingleToUInt32Bits(expected)
            && !(float.IsNaN(found) && float.IsNaN(expected)))
        {
            Assert.Fail($"0x{bits:x4}: found {found:R}, expected {expected:R}");
        }
    }

    private static void ForEveryPattern(Action<ushort> check)
    {
        for (int bits = 0; bits <= ushort.MaxValue; bits++)
        {
            check((ushort)bits);
        }
    }
}
