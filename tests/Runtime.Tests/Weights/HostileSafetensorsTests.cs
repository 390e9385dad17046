using System.Text;
using CsCheck;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Runtime.Tests.Weights;

/// <summary>
/// Files that were damaged or made to do harm. Each either loads, and then is consistent, or gives the typed error; never
/// another exception, and never an allocation that its own length does not explain.
/// </summary>
public sealed class HostileSafetensorsTests
{
    /// <summary>
    /// A small file's header, its table of tensors and an exception with its stack take a few tens of kilobytes; sizes that
    /// a header merely claims would take megabytes.
    /// </summary>
    private const long MostAllocated = 256 << 10;

    private static readonly byte[] GoodHeader = Encoding.UTF8.GetBytes(RawSafetensors.GoodHeader);

    private TemporaryFolder folder = null!;
    private int refused;
    private int loaded;

    [SetUp]
    public void Open()
    {
        folder = new TemporaryFolder();
        refused = 0;
        loaded = 0;
        Try(RawSafetensors.File(RawSafetensors.GoodHeader));
        TryHeader(GoodHeader, RawSafetensors.GoodDataLength);
        Assert.That(loaded, Is.EqualTo(2), "the file that the others are made from");
    }

    [TearDown]
    public void Close()
    {
        TestContext.Out.WriteLine($"{refused} refused, {loaded} loaded");
        folder.Dispose();
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
                TryHeader(header, RawSafetensors.GoodDataLength);
            }
        }

        Assert.That(refused, Is.GreaterThan(loaded));
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
                Try(file);
            }
        }
    }

    [Test]
    public void EveryTruncation_IsRefused_AndSoIsEveryLongerFile()
    {
        byte[] good = RawSafetensors.File(RawSafetensors.GoodHeader);
        for (int length = 0; length < good.Length; length++)
        {
            Try(good[..length]);
        }

        for (int extra = 1; extra <= 16; extra++)
        {
            Try([.. good, .. new byte[extra]]);
        }

        Assert.That(refused, Is.EqualTo(good.Length + 16));
    }

    [Test]
    public void HeaderLengths_ThatAreWrong_AreRefused()
    {
        ulong length = (ulong)GoodHeader.Length;
        ulong[] wrong =
        [
            0, 1, 2, 7, 8, length - 1, length + 1, length + 11, length + 12, length + 13, 99_999_999, 100_000_000, 100_000_001,
            int.MaxValue, uint.MaxValue, 1UL << 32, long.MaxValue - 8, long.MaxValue, 1UL << 63, ulong.MaxValue - 8, ulong.MaxValue,
        ];
        foreach (ulong claimed in wrong)
        {
            Try(RawSafetensors.File(claimed, GoodHeader, RawSafetensors.GoodDataLength));
        }

        Assert.That(refused, Is.EqualTo(wrong.Length));
    }

    [TestCase("""{"dtype":"F32","shape":[2],"data_offsets":[0,8],"extra":0}""", TestName = "unknown key")]
    [TestCase("""{"dtype":"F32","shape":[2]}""", TestName = "no offsets")]
    [TestCase("""{"dtype":"F32","data_offsets":[0,8]}""", TestName = "no shape")]
    [TestCase("""{"shape":[2],"data_offsets":[0,8]}""", TestName = "no dtype")]
    [TestCase("""{}""", TestName = "no keys")]
    [TestCase("""{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}""", TestName = "dtype twice")]
    [TestCase("""{"dtype":"F32","shape":[2],"shape":[2],"data_offsets":[0,8]}""", TestName = "shape twice")]
    [TestCase("""{"dtype":"F32","shape":[],"shape":[2],"data_offsets":[0,8]}""", TestName = "empty shape, then another")]
    [TestCase("""{"dtype":"F32","shape":[2],"data_offsets":[0,8],"data_offsets":[0,8]}""", TestName = "offsets twice")]
    [TestCase("""{"dtype":"F32","shape":[2],"data_offsets":[0,8],"\u0073hape":[2]}""", TestName = "shape twice, once escaped")]
    [TestCase("""{"dtype":"f32","shape":[2],"data_offsets":[0,8]}""", TestName = "lower case dtype")]
    [TestCase("""{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}""", TestName = "unsupported dtype")]
    [TestCase("""{"dtype":"U32","shape":[2],"data_offsets":[0,8]}""", TestName = "unsigned dtype")]
    [TestCase("""{"dtype":7,"shape":[2],"data_offsets":[0,8]}""", TestName = "dtype number")]
    [TestCase("""{"dtype":null,"shape":[2],"data_offsets":[0,8]}""", TestName = "dtype null")]
    [TestCase("""{"dtype":["F32"],"shape":[2],"data_offsets":[0,8]}""", TestName = "dtype array")]
    [TestCase("""{"dtype":"F32","shape":2,"data_offsets":[0,8]}""", TestName = "shape number")]
    [TestCase("""{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}""", TestName = "shape of strings")]
    [TestCase("""{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}""", TestName = "shape of fractions")]
    [TestCase("""{"dtype":"F32","shape":[2e0],"data_offsets":[0,8]}""", TestName = "shape of exponents")]
    [TestCase("""{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}""", TestName = "negative shape")]
    [TestCase("""{"dtype":"F32","shape":[-2,-1],"data_offsets":[0,8]}""", TestName = "twice negative shape")]
    [TestCase("""{"dtype":"F32","shape":[[2]],"data_offsets":[0,8]}""", TestName = "nested shape")]
    [TestCase("""{"dtype":"F32","shape":[null],"data_offsets":[0,8]}""", TestName = "shape of null")]
    [TestCase("""{"dtype":"F32","shape":[3],"data_offsets":[0,8]}""", TestName = "shape too large")]
    [TestCase("""{"dtype":"F32","shape":[1],"data_offsets":[0,8]}""", TestName = "shape too small")]
    [TestCase("""{"dtype":"F32","shape":[4294967296,4294967296,2],"data_offsets":[0,8]}""", TestName = "product wraps to 0")]
    [TestCase("""{"dtype":"F32","shape":[4611686018427387906],"data_offsets":[0,8]}""", TestName = "bytes wrap to 8")]
    [TestCase("""{"dtype":"F32","shape":[9223372036854775807,0],"data_offsets":[0,8]}""", TestName = "overflow times 0")]
    [TestCase("""{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,8]}""", TestName = "axis beyond a long")]
    [TestCase("""{"dtype":"F32","shape":[99999999999999999999999],"data_offsets":[0,8]}""", TestName = "axis beyond everything")]
    [TestCase("""{"dtype":"F32","shape":[2],"data_offsets":[0]}""", TestName = "one offset")]
    [TestCase("""{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}""", TestName = "three offsets")]
    [TestCase("""{"dtype":"F32","shape":[2],"data_offsets":[8,0]}""", TestName = "offsets turned round")]
    [TestCase("""{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}""", TestName = "negative offset")]
    [TestCase("""{"dtype":"F32","shape":[2],"data_offsets":[-0,8]}""", TestName = "minus zero")]
    [TestCase("""{"dtype":"F32","shape":[2],"data_offsets":[9223372036854775800,9223372036854775807]}""", TestName = "far offsets")]
    [TestCase("""{"dtype":"F32","shape":[2],"data_offsets":[8,16]}""", TestName = "beyond the end")]
    [TestCase("""{"dtype":"F32","shape":[0],"data_offsets":[0,0]}""", TestName = "data that no tensor has")]
    [TestCase("""[]""", TestName = "tensor array")]
    [TestCase("\"F32\"", TestName = "tensor string")]
    [TestCase("null", TestName = "tensor null")]
    public void Tensor_IsRefused(string body)
    {
        Try(RawSafetensors.File(RawSafetensors.Tensor(body), dataLength: 8));
        Assert.That(refused, Is.EqualTo(1));
    }

    [Test]
    public void Headers_ThatAreNoHeaders_AreRefused()
    {
        const string A = """ "a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]} """;
        string[] headers =
        [
            "", " ", "[]", "null", "\"\"", "0", "{", "}", "{}}", "{}{}", "{} x", " {}", "\ufeff{}", "{\"a\":}", "{,}", "{'a':0}", "{}\0",
            """{"__metadata__":null}""", """{"__metadata__":[]}""", """{"__metadata__":{"a":1}}""", """{"__metadata__":{"a":null}}""",
            """{"__metadata__":{"a":{}}}""", """{"__metadata__":{"a":"b","a":"b"}}""", """{"__metadata__":{"a":"\ud800"}}""",
            """{"__metadata__":{"\udc00":"x"}}""", """{"__metadata__":{},"__metadata__":{}}""", """{"\ud800":{}}""", "{\"\\q\":{}}",
            "{" + A + "," + A + "}", "{" + A + """, "\u0061":{"dtype":"U8","shape":[8],"data_offsets":[4,12]}}""",
            "{" + A + """, "b":{"dtype":"U8","shape":[8],"data_offsets":[3,11]}}""",
            "{" + A + """, "b":{"dtype":"U8","shape":[7],"data_offsets":[5,12]}}""",
            "{" + A + """, "b":{"dtype":"U8","shape":[12],"data_offsets":[0,12]}}""",
            "{" + A + """, "b":{"dtype":"U8","shape":[7],"data_offsets":[4,11]}}""",
            "{" + A + """, "b":{"dtype":"U8","shape":[9],"data_offsets":[4,13]}}""",
            "{" + A + ", /* comment */ }", "{" + A + ",}",
            string.Concat(Enumerable.Repeat("{\"a\":", 5000)), "{\"a\":" + new string('[', 100_000),
            """{"__metadata__":{"a":""" + new string('{', 1000),
        ];
        foreach (string header in headers)
        {
            Try(RawSafetensors.File(header));
        }

        byte[] notUtf8 = [.. GoodHeader];
        notUtf8[Array.IndexOf(notUtf8, (byte)'w')] = 0xFF;
        Try(RawSafetensors.File((ulong)notUtf8.Length, notUtf8, RawSafetensors.GoodDataLength));
        Assert.That((refused, loaded), Is.EqualTo((headers.Length + 1, 2)));
    }

    [Test]
    public void HarmlessOddities_Load()
    {
        string[] headers =
        [
            "{}", "{}      ", "{}\n", """{"__metadata__":{}}""", """{"":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""",
            """{"b":{"dtype":"U8","shape":[0,7],"data_offsets":[0,0]},"a":{"dtype":"F64","shape":[0],"data_offsets":[0,0]}}""",
            """{"s":{"data_offsets":[0,0],"shape":[9,0],"dtype":"F32"}}""",
        ];
        foreach (string header in headers)
        {
            Try(RawSafetensors.File(header, dataLength: 0));
        }

        // Scalars, and tensors that the header names in another order than they lie in.
        Try(RawSafetensors.File(RawSafetensors.Tensor("""{"dtype":"F64","shape":[],"data_offsets":[0,8]}"""), dataLength: 8));
        Try(RawSafetensors.File(
            """{"b":{"dtype":"U8","shape":[8],"data_offsets":[4,12]},"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}"""));
        Assert.That((refused, loaded), Is.EqualTo((0, headers.Length + 4)));
    }

    [Test]
    public void Messages_StayOneShortLine_WhateverTheNameIs()
    {
        string name = "evil\\n\\u0007" + new string('x', 5000);
        string header = $$"""{"{{name}}":{"dtype":"{{new string('y', 5000)}}","shape":[],"data_offsets":[0,0]} }""";
        SafetensorsException error =
            Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open(folder.Write("a", RawSafetensors.File(header, 0))));
        Assert.That(error.Message, Has.Length.LessThan(1000));
        Assert.That(error.Message.Any(char.IsControl), Is.False);
        Assert.That(error.Message, Does.Contain("evil\\u000a\\u0007"));
    }

    [Test]
    public void RandomDamage_IsRefusedOrHarmless()
    {
        Gen<string> token = Gen.OneOfConst(
            "{", "}", "[", "]", ",", ":", "\"", "0", "-", "4", "12", "9223372036854775807", "null", "\"a\"", "\"dtype\":", "\"shape\":[", "\\ud800", "1e9");
        Gen.Select(Gen.Int[0, GoodHeader.Length - 1], Gen.Int[0, 12], token).Array[1, 4].Sample(edits =>
        {
            string header = RawSafetensors.GoodHeader;
            foreach ((int at, int cut, string insert) in edits)
            {
                int position = Math.Min(at, header.Length);
                header = header[..position] + insert + header[Math.Min(header.Length, position + cut)..];
            }

            TryHeader(Encoding.UTF8.GetBytes(header), RawSafetensors.GoodDataLength);
        }, iter: 5000, threads: 1);
    }

    private void Try(byte[] bytes)
    {
        string path = folder.Write("case", bytes);
        Count(bytes.Length, () =>
        {
            using SafetensorsFile file = SafetensorsFile.Open(path);
            foreach (TensorInfo tensor in file.Tensors)
            {
                file.CopyTo(tensor.Name, 0, new byte[tensor.ByteLength]);
            }
        });
    }

    private void TryHeader(byte[] header, long dataLength) => Count(header.Length, () =>
    {
        SafetensorsHeader parsed = SafetensorsHeaderParser.Parse(header, dataLength, "case");
        if (parsed.Tensors.Values.Sum(tensor => tensor.ByteLength) != dataLength)
        {
            throw new InvalidDataException("the tensors do not cover the data");
        }
    });

    private void Count(int length, Action attempt)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            attempt();
            loaded++;
        }
        catch (SafetensorsException)
        {
            refused++;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > MostAllocated + length)
        {
            Assert.Fail($"{allocated} bytes were allocated for a file of {length}");
        }
    }
}
