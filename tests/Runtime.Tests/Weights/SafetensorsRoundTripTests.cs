using System.Text;
using CsCheck;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Runtime.Tests.Weights;

/// <summary>What the writer writes, the reader reads, and both agree with the bytes that the format prescribes.</summary>
public sealed class SafetensorsRoundTripTests
{
    private static readonly Gen<SafetensorsDType> AnyType = Gen.OneOfConst(Enum.GetValues<SafetensorsDType>());

    private static readonly Gen<(SafetensorsDType Type, long[] Shape, string Name)> AnyTensor =
        Gen.Select(AnyType, Gen.Long[0, 4].Array[0, 4], Gen.String.AlphaNumeric);

    private TemporaryFolder folder = null!;

    [SetUp]
    public void Open() => folder = new TemporaryFolder();

    [TearDown]
    public void Close() => folder.Dispose();

    [Test]
    public void RandomFiles_ComeBackAsTheyWere() => FixedSeed.Sample(AnyTensor.Array[0, 8], 300, tensors =>
    {
        var written = new Dictionary<string, (SafetensorsDType Type, long[] Shape, byte[] Bytes)>();
        foreach ((SafetensorsDType type, long[] shape, string name) in tensors)
        {
            byte[] bytes = new byte[shape.Aggregate(1L, (product, axis) => product * axis) * type.Size()];
            new Random(written.Count).NextBytes(bytes);
            written[name] = (type, shape, bytes);
        }

        var metadata = new Dictionary<string, string> { ["format"] = "pt", ["note"] = "\"quoted\" \\ é \n <>" };
        SafetensorsWriter.Write(
            folder["a"], written.Select(t => SafetensorsTensor.FromBytes(t.Key, t.Value.Type, t.Value.Shape, t.Value.Bytes)),
            metadata);
        using SafetensorsFile file = SafetensorsFile.Open(folder["a"]);
        Assert.That(file.Metadata, Is.EquivalentTo(metadata));
        Assert.That(file.Tensors.Select(tensor => tensor.Name), Is.EqualTo(written.Keys.Order(StringComparer.Ordinal)));
        foreach (TensorInfo tensor in file.Tensors)
        {
            (SafetensorsDType type, long[] shape, byte[] bytes) = written[tensor.Name];
            byte[] read = new byte[tensor.ByteLength];
            file.CopyTo(tensor.Name, 0, read);
            Assert.That(tensor.DType, Is.EqualTo(type));
            Assert.That(tensor.Shape, Is.EqualTo(shape));
            Assert.That(read, Is.EqualTo(bytes));
        }
    });

    [Test]
    public void Writer_GivesTheBytesOfTheReference()
    {
        SafetensorsWriter.Write(
            folder["a"], [SafetensorsTensor.FromSingles("attn0", [1, 1, 2, 3], new float[] { 0, 1, 2, 3, 4, 5 })]);
        string header = """{"attn0":{"dtype":"F32","shape":[1,1,2,3],"data_offsets":[0,24]}}""".PadRight(72);
        byte[] data = [.. new float[] { 0, 1, 2, 3, 4, 5 }.SelectMany(BitConverter.GetBytes)];
        Assert.That(File.ReadAllBytes(folder["a"]),
            Is.EqualTo((byte[])[72, 0, 0, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(header), .. data]));

        SafetensorsWriter.Write(folder["a"], []);
        Assert.That(File.ReadAllBytes(folder["a"]), Is.EqualTo("\u0008\0\0\0\0\0\0\0{}      "u8.ToArray()));
    }

    [Test]
    public void Writer_OrdersByAlignmentThenName_WhateverOrderItIsGiven()
    {
        SafetensorsTensor[] tensors =
        [
            SafetensorsTensor.FromBytes("z", SafetensorsDType.U8, [3], new byte[3]),
            SafetensorsTensor.FromSingles("b", [1], new float[1]),
            SafetensorsTensor.FromSingles("a", [1], new float[1]),
            SafetensorsTensor.FromInt64s("ids", [1], new long[1]),
            SafetensorsTensor.FromBytes("half", SafetensorsDType.F16, [1], new byte[2]),
        ];
        SafetensorsWriter.Write(folder["a"], tensors);
        SafetensorsWriter.Write(folder["b"], tensors.Reverse());
        Assert.That(File.ReadAllBytes(folder["a"]), Is.EqualTo(File.ReadAllBytes(folder["b"])));
        using SafetensorsFile file = SafetensorsFile.Open(folder["a"]);
        Assert.That(file.Tensors.OrderBy(t => t.DataOffset).Select(t => t.Name),
            Is.EqualTo((string[])["ids", "a", "b", "half", "z"]));
    }

    [Test]
    public void Tensors_StreamFromOneFileToAnother_UnderNewNames()
    {
        SafetensorsWriter.Write(folder["a"], [SafetensorsTensor.FromSingles("x", [3], new float[] { 1, 2, 3 })]);
        using (SafetensorsFile source = SafetensorsFile.Open(folder["a"]))
        {
            SafetensorsWriter.Write(
                folder["b"],
                [
                    SafetensorsTensor.FromSource(source, "x"),
                    SafetensorsTensor.FromSource(source, "x", "y"),
                    SafetensorsTensor.Streaming("z", SafetensorsDType.U8, [2], stream =>
                    {
                        stream.WriteByte(7);
                        stream.Write([8], 0, 1);
                    }),
                ]);
        }

        using SafetensorsFile copy = SafetensorsFile.Open(folder["b"]);
        float[] singles = new float[3];
        long[] bytes = new long[2];
        copy.ReadSingles("y", singles);
        copy.ReadInt64s("z", bytes);
        Assert.That(singles, Is.EqualTo((float[])[1, 2, 3]));
        Assert.That(bytes, Is.EqualTo((long[])[7, 8]));
    }

    [Test]
    public void FailedWrite_LeavesWhatWasThere_AndNoTemporaryFile()
    {
        string path = folder.Write("model.safetensors", "before");
        SafetensorsTensor good = SafetensorsTensor.FromSingles("a", [1], new float[1]);
        SafetensorsTensor[] bad =
        [
            SafetensorsTensor.Streaming("b", SafetensorsDType.U8, [4], stream => stream.Write([1, 2, 3])),
            SafetensorsTensor.Streaming("b", SafetensorsDType.U8, [4], stream => stream.Write([1, 2, 3, 4, 5])),
            SafetensorsTensor.Streaming("b", SafetensorsDType.U8, [4], _ => throw new IOException("source is gone")),
            SafetensorsTensor.FromSingles("a", [1], new float[1]),
            SafetensorsTensor.FromSingles("__metadata__", [1], new float[1]),
            SafetensorsTensor.FromSingles("\ud800", [1], new float[1]),
            SafetensorsTensor.Streaming("b", SafetensorsDType.U8, [long.MaxValue], _ => { }),
        ];
        foreach (SafetensorsTensor tensor in bad)
        {
            Assert.Throws<WeightsFileException>(() => SafetensorsWriter.Write(path, [good, tensor]));
            Assert.That(Directory.GetFileSystemEntries(folder.Root), Is.EqualTo((string[])[path]));
            Assert.That(File.ReadAllText(path), Is.EqualTo("before"));
        }

        Assert.Throws<InvalidDataException>(() => SafetensorsWriter.Write(
            path, [SafetensorsTensor.Streaming("b", SafetensorsDType.U8, [4], _ => throw new InvalidDataException())]));
        Assert.That(Directory.GetFileSystemEntries(folder.Root), Is.EqualTo((string[])[path]));
        Assert.Throws<WeightsFileException>(() => SafetensorsWriter.Write(folder.Root, [good]));
        Assert.Throws<WeightsFileException>(() => SafetensorsWriter.Write(folder[Path.Combine("missing", "a")], [good]));
        Assert.Throws<WeightsFileException>(
            () => SafetensorsWriter.Write(path, [good], new Dictionary<string, string> { ["k"] = "\udc00" }));
    }

    [Test]
    public void TensorsThatContradictTheirShape_AreRefusedWhenMade()
    {
        Assert.Throws<ArgumentException>(() => SafetensorsTensor.FromSingles("a", [2], new float[3]));
        Assert.Throws<ArgumentException>(() => SafetensorsTensor.FromBytes("a", SafetensorsDType.I64, [2], new byte[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => SafetensorsTensor.FromSingles("a", [-1], default));
        Assert.Throws<ArgumentOutOfRangeException>(() => SafetensorsTensor.FromSingles("a", [long.MaxValue], default));
    }
}
