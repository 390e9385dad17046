using System.Text;
using CsCheck;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Runtime.Tests.Weights;

/// <summary>A good file, damaged systematically and at random.</summary>
public sealed class DamagedSafetensorsTests
{
    private static readonly byte[] GoodHeader = Encoding.UTF8.GetBytes(RawSafetensors.GoodHeader);

    private HostileFiles files = null!;

    [SetUp]
    public void Open() => files = new HostileFiles(SafetensorsFile.Open);

    [TearDown]
    public void Close() => files.Dispose();

    [Test]
    public void TheFileThatTheOthersAreMadeFrom_Loads()
    {
        files.Try(RawSafetensors.File(RawSafetensors.GoodHeader));
        files.TryHeader(GoodHeader, RawSafetensors.GoodDataLength);
        Assert.That(files.Loaded, Is.EqualTo(2));
    }

    [Test]
    public void EveryByteOfTheHeader_ChangedToEveryValue()
    {
        for (int position = 0; position < GoodHeader.Length; position++)
        {
            byte[] header = (byte[])GoodHeader.Clone();
            for (int value = 0; value < 256; value++)
            {
                header[position] = (byte)value;
                files.TryHeader(header, RawSafetensors.GoodDataLength);
            }
        }

        Assert.That(files.Refused, Is.GreaterThan(files.Loaded));
    }

    [Test]
    public void EveryByteOfTheFile_Changed()
    {
        byte[] good = RawSafetensors.File(RawSafetensors.GoodHeader);
        for (int position = 0; position < good.Length; position++)
        {
            foreach (int change in (int[])[1, 2, 16, 128, 255])
            {
                byte[] file = (byte[])good.Clone();
                file[position] ^= (byte)change;
                files.Try(file);
            }
        }
    }

    [Test]
    public void EveryTruncation_IsRefused_AndSoIsEveryLongerFile()
    {
        byte[] good = RawSafetensors.File(RawSafetensors.GoodHeader);
        for (int length = 0; length < good.Length; length++)
        {
            files.Try(good[..length]);
        }

        for (int extra = 1; extra <= 16; extra++)
        {
            files.Try([.. good, .. new byte[extra]]);
        }

        Assert.That(files.Refused, Is.EqualTo(good.Length + 16));
    }

    [Test]
    public void HeaderLengths_ThatAreWrong_AreRefused()
    {
        ulong length = (ulong)GoodHeader.Length;
        ulong[] wrong =
        [
            0, 1, 2, 7, 8, length - 1, length + 1, length + 11, length + 12, length + 13, 99_999_999, 100_000_000, 100_000_001,
            int.MaxValue, uint.MaxValue, 1UL << 32, long.MaxValue - 8, long.MaxValue, 1UL << 63, ulong.MaxValue - 8,
            ulong.MaxValue,
        ];
        foreach (ulong claimed in wrong)
        {
            files.Try(RawSafetensors.File(claimed, GoodHeader, RawSafetensors.GoodDataLength));
        }

        Assert.That(files.Refused, Is.EqualTo(wrong.Length));
    }

    [Test]
    public void RandomDamage_IsRefusedOrHarmless()
    {
        Gen<string> token = Gen.OneOfConst(
            "{", "}", "[", "]", ",", ":", "\"", "0", "-", "4", "12", "9223372036854775807", "null", "\"a\"", "\"dtype\":",
            "\"shape\":[", "\\ud800", "1e9");
        Gen<(int, int, string)[]> edit = Gen.Select(Gen.Int[0, GoodHeader.Length - 1], Gen.Int[0, 12], token).Array[1, 4];
        FixedSeed.Sample(edit, 5000, edits =>
        {
            string header = RawSafetensors.GoodHeader;
            foreach ((int at, int cut, string insert) in edits)
            {
                int position = Math.Min(at, header.Length);
                header = header[..position] + insert + header[Math.Min(header.Length, position + cut)..];
            }

            files.TryHeader(Encoding.UTF8.GetBytes(header), RawSafetensors.GoodDataLength);
        });
    }
}
