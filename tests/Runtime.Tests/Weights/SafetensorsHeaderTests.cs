using System.Text;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Runtime.Tests.Weights;

/// <summary>Headers made by hand: each breaks one rule of the format, or only looks as if it did.</summary>
public sealed class SafetensorsHeaderTests
{
    private HostileFiles files = null!;

    [SetUp]
    public void Open() => files = new HostileFiles(SafetensorsFile.Open);

    [TearDown]
    public void Close() => files.Dispose();

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
    [TestCase("""{"dtype":"F32","shape":[3,6148914691236517206],"data_offsets":[0,8]}""", TestName = "product wraps to 2")]
    [TestCase("""{"dtype":"F32","shape":[4611686018427387906],"data_offsets":[0,8]}""", TestName = "bytes wrap to 8")]
    [TestCase("""{"dtype":"F32","shape":[9223372036854775807,0],"data_offsets":[0,8]}""", TestName = "overflow times 0")]
    [TestCase("""{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,8]}""", TestName = "axis beyond a long")]
    [TestCase("""{"dtype":"F32","shape":[99999999999999999999999],"data_offsets":[0,8]}""", TestName = "axis beyond everything")]
    [TestCase("""{"dtype":"F32","shape":[2],"data_offsets":[0]}""", TestName = "one offset")]
    [TestCase("""{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}""", TestName = "three offsets")]
    [TestCase("""{"dtype":"F32","shape":[2],"data_offsets":[8,0]}""", TestName = "offsets turned round")]
    [TestCase("""{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}""", TestName = "negative offset")]
    [TestCase("""{"dtype":"F32","shape":[2],"data_offsets":[-0,8]}""", TestName = "minus zero")]
    [TestCase("""{"dtype":"F32","shape":[2],"data_offsets":[9223372036854775800,9223372036854775807]}""",
        TestName = "far offsets")]
    [TestCase("""{"dtype":"F32","shape":[2],"data_offsets":[8,16]}""", TestName = "beyond the end")]
    [TestCase("""{"dtype":"F32","shape":[0],"data_offsets":[0,0]}""", TestName = "data that no tensor has")]
    [TestCase("""[]""", TestName = "tensor array")]
    [TestCase("\"F32\"", TestName = "tensor string")]
    [TestCase("null", TestName = "tensor null")]
    public void Tensor_IsRefused(string body)
    {
        files.Try(RawSafetensors.File(RawSafetensors.Tensor(body), dataLength: 8));
        Assert.That(files.Refused, Is.EqualTo(1));
    }

    [Test]
    public void Headers_ThatAreNoHeaders_AreRefused()
    {
        const string A = """ "a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]} """;
        string[] headers =
        [
            "", " ", "[]", "null", "\"\"", "0", "{", "}", "{}}", "{}{}", "{} x", " {}", "\ufeff{}", "{\"a\":}", "{,}", "{'a':0}",
            "{}\0",
            """{"__metadata__":null}""", """{"__metadata__":[]}""", """{"__metadata__":{"a":1}}""",
            """{"__metadata__":{"a":null}}""",
            """{"__metadata__":{"a":{}}}""", """{"__metadata__":{"a":"b","a":"b"}}""", """{"__metadata__":{"a":"\ud800"}}""",
            """{"__metadata__":{"\udc00":"x"}}""", """{"__metadata__":{},"__metadata__":{}}""", """{"\ud800":{}}""",
            "{\"\\q\":{}}",
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
            files.Try(RawSafetensors.File(header));
        }

        byte[] notUtf8 = Encoding.UTF8.GetBytes(RawSafetensors.GoodHeader);
        notUtf8[Array.IndexOf(notUtf8, (byte)'w')] = 0xFF;
        files.Try(RawSafetensors.File((ulong)notUtf8.Length, notUtf8, RawSafetensors.GoodDataLength));
        Assert.That((files.Refused, files.Loaded), Is.EqualTo((headers.Length + 1, 0)));
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
            files.Try(RawSafetensors.File(header, dataLength: 0));
        }

        // Scalars, and tensors that the header names in another order than they lie in.
        files.Try(RawSafetensors.File(RawSafetensors.Tensor("""{"dtype":"F64","shape":[],"data_offsets":[0,8]}"""),
            dataLength: 8));
        files.Try(RawSafetensors.File(
            """{"b":{"dtype":"U8","shape":[8],"data_offsets":[4,12]},"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}"""));
        Assert.That((files.Refused, files.Loaded), Is.EqualTo((0, headers.Length + 2)));
    }

    [Test]
    public void Messages_StayOneShortLine_WhateverTheNameIs()
    {
        string name = "evil\\n\\u0007" + new string('x', 5000);
        string header = $$"""{"{{name}}":{"dtype":"{{new string('y', 5000)}}","shape":[],"data_offsets":[0,0]} }""";
        using var folder = new TemporaryFolder();
        WeightsFileException error =
            Assert.Throws<WeightsFileException>(() => SafetensorsFile.Open(folder.Write("a", RawSafetensors.File(header, 0))))!;
        Assert.That(error.Message, Has.Length.LessThan(1000));
        Assert.That(error.Message.Any(char.IsControl), Is.False);
        Assert.That(error.Message, Does.Contain("evil\\u000a\\u0007"));
    }
}
