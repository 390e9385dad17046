using CsCheck;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Runtime.Tests.Weights;

/// <summary>Good files of both formats, damaged systematically and at random.</summary>
[TestFixture("archive")]
[TestFixture("archive of PyTorch")]
[TestFixture("archive in 64 bits")]
[TestFixture("legacy")]
public sealed class DamagedPyTorchTests(string format)
{
    private static readonly int[] Changes = [1, 2, 16, 128, 255];

    private readonly byte[] good = format switch
    {
        "archive" => RawPyTorch.Archive(RawPyTorch.GoodState, ("0", RawPyTorch.GoodData)),
        "archive in 64 bits" => RawPyTorch.In64Bits(RawPyTorch.Archive(RawPyTorch.GoodState, ("0", RawPyTorch.GoodData))),
        "legacy" => RawPyTorch.Legacy(RawPyTorch.GoodState, ("0", 6, RawPyTorch.GoodData)),

        // With padding before entries, and an end of the directory for 64 bits.
        _ => File.ReadAllBytes(FixtureCheckpoints.Folder("small", "pytorch_model.bin")),
    };

    private HostileFiles files = null!;

    [SetUp]
    public void Open() => files = new HostileFiles(PyTorchFile.Open);

    [TearDown]
    public void Close() => files.Dispose();

    [Test]
    public void TheFileThatTheOthersAreMadeFrom_Loads()
    {
        files.Try(good);
        Assert.That(files.Loaded, Is.EqualTo(1));
    }

    [Test]
    public void EveryByte_Changed()
    {
        for (int position = 0; position < good.Length; position++)
        {
            foreach (int change in Changes)
            {
                byte[] file = (byte[])good.Clone();
                file[position] ^= (byte)change;
                files.Try(file);
            }
        }

        Assert.That(files.Refused, Is.GreaterThan(good.Length / 2));
    }

    [Test]
    public void EveryTruncation_IsRefused_AndSoIsEveryLongerFile()
    {
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
    public void RandomDamage_IsRefusedOrHarmless()
    {
        byte[] instructions = [.. "().GJKMNQRTUX]abcehjqrstu}"u8, .. Enumerable.Range(0x80, 0x16).Select(code => (byte)code)];
        Gen<byte[]> piece = Gen.OneOf(Gen.Byte.Array[1, 4], Gen.OneOfConst(instructions).Array[1, 6]);
        FixedSeed.Sample(Gen.Select(Gen.Int[0, good.Length - 1], Gen.Int[0, 6], piece).Array[1, 3], 3000, edits =>
        {
            byte[] file = good;
            foreach ((int at, int cut, byte[] insert) in edits)
            {
                int position = Math.Min(at, file.Length);
                file = [.. file[..position], .. insert, .. file[Math.Min(file.Length, position + cut)..]];
            }

            files.Try(file);
        });
        Assert.That(files.Refused, Is.GreaterThan(1000));
    }
}
