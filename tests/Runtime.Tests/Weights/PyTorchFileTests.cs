using CsCheck;
using SqueezeBert.Gpu.Configuration;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Models;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Runtime.Tests.Weights;

/// <summary>
/// PyTorch's own files against the safetensors of the same weights, and views of every kind against their definition.
/// </summary>
public sealed class PyTorchFileTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void Open() => folder = new TemporaryFolder();

    [TearDown]
    public void Close() => folder.Dispose();

    [TestCaseSource(typeof(FixtureCheckpoints), nameof(FixtureCheckpoints.Good))]
    public void ACheckpoint_HoldsWhatItsTwinHolds(string name)
    {
        string[] twins = name == "sharded" ? ["twin", "twin-sharded"] : ["twin"];
        foreach (string twin in twins)
        {
            using IWeightSource source = WeightsDirectory.Open(FixtureCheckpoints.Folder(name));
            using IWeightSource expected = WeightsDirectory.Open(FixtureCheckpoints.Folder(name, twin));
            foreach (TensorInfo tensor in expected.Tensors)
            {
                FixtureCheckpoints.RequireEqual(source, expected, tensor.Name);
                SafetensorsDType type = name == "views-f16" ? SafetensorsDType.F16 : tensor.DType;
                Assert.That(source.GetTensor(tensor.Name).DType, Is.EqualTo(type), tensor.Name);
            }

            IEnumerable<string> more =
                source.Tensors.Select(tensor => tensor.Name).Except(expected.Tensors.Select(tensor => tensor.Name));
            Assert.That(
                more, Is.EquivalentTo(name == "legacy"
                    ? (string[])["cls.predictions.decoder.bias", "cls.predictions.decoder.weight"]
                    : []));
        }
    }

    [TestCaseSource(typeof(FixtureCheckpoints), nameof(FixtureCheckpoints.Good))]
    public void AModel_ComputesWhatItsTwinComputes(string name)
    {
        float[] Outputs(string directory)
        {
            using ComputeDevice device = ComputeDevices.Open(DeviceKind.Cpu);
            using Model model = Model.Load(directory);
            using ModelSession session = model.CreateSession(device);
            ModelOutputs outputs = session.Run(
                new ModelInputs { BatchSize = 2, SequenceLength = 3, InputIds = new[] { 2, 7, 1, 90, 5, 3 } });
            return [.. outputs.SelectMany(output => output.Values)];
        }

        float[] expected = Outputs(FixtureCheckpoints.Folder(name, "twin"));
        Assert.That(expected, Has.Length.GreaterThan(0).And.All.InRange(-100f, 100f));
        Assert.That(Outputs(FixtureCheckpoints.Folder(name)), Is.EqualTo(expected));
    }

    [TestCase("legacy-global", "names 'posix.system'")]
    [TestCase("zip-global", "names 'posix.system'")]
    [TestCase("truncated", "its end is missing")]
    [TestCase("not-a-checkpoint", "begins with the bytes 3c68746d, expected a ZIP archive or a pickle")]
    public void AHostileCheckpoint_IsRefusedByWhatIsWrongWithIt(string name, string problem)
    {
        string directory = FixtureCheckpoints.Folder("hostile", name);
        Assert.That(
            () => Model.Load(directory),
            Throws.TypeOf<WeightsFileException>().With.Message.Contains(problem).And.Message.Contains("pytorch_model.bin"));
        Assert.That(File.Exists("/tmp/squeezebert-was-here"), Is.False, "the pickle's command ran");
    }

    [Test]
    public void Views_AreReadInTheOrderOfTheirIndices()
    {
        Gen<(int[] Shape, int[] Order, int Offset, int Step)> view = Gen.Select(
            Gen.Int[0, 5].Array[0, 4], Gen.Shuffle((int[])[0, 1, 2, 3]), Gen.Int[0, 3], Gen.Int[1, 3]);
        FixedSeed.Sample(view, 400, generated =>
        {
            (int[] shape, int[] order, int offset, int step) = generated;
            long[] strides = Strides(shape, order, step);
            ushort[] storage = [.. Enumerable.Range(1, 2000).Select(i => (ushort)(i * 31))];
            byte[] tensor = RawPickle.Tensor(
                RawPickle.Storage("HalfStorage", "7", storage.Length), offset, shape.Select(size => (long)size), strides);
            byte[] state = RawPickle.Dictionary(("t", tensor));
            byte[] data = [.. storage.SelectMany(BitConverter.GetBytes)];
            ushort[] expected = [.. Expected(shape, strides, offset).Select(index => storage[index])];
            byte[] archive = RawPyTorch.Archive(state, ("7", data));
            byte[] legacy = RawPyTorch.Legacy(state, ("7", storage.Length, data));
            foreach (byte[] file in (byte[][])[archive, legacy])
            {
                using PyTorchFile source = PyTorchFile.Open(folder.Write("t.bin", file));
                Assert.That(source.GetTensor("t").Shape, Is.EqualTo(shape.Select(size => (long)size)));
                byte[] bytes = Bytes(source, "t");
                Assert.That(bytes, Is.EqualTo(expected.SelectMany(BitConverter.GetBytes)));
                for (int first = 0; first < expected.Length; first += 7)
                {
                    byte[] part = new byte[2 * Math.Min(5, expected.Length - first)];
                    source.CopyTo("t", 2 * first, part);
                    Assert.That(part, Is.EqualTo(bytes.AsSpan(2 * first, part.Length).ToArray()));
                }
            }
        });
    }

    [Test]
    public void ATransposition_ThatTakesManyPieces_IsWhole()
    {
        const int Rows = 300;
        const int Columns = 500;
        float[] values = [.. Enumerable.Range(0, Rows * Columns).Select(i => (float)i)];
        byte[] tensor = RawPickle.Tensor(RawPickle.Storage("FloatStorage", "0", values.Length), 0, [Columns, Rows], [1, Columns]);
        byte[] file = RawPyTorch.Archive(
            RawPickle.Dictionary(("t", tensor)), ("0", [.. values.SelectMany(BitConverter.GetBytes)]));
        using PyTorchFile source = PyTorchFile.Open(folder.Write("t.bin", file));
        float[] read = new float[values.Length];
        source.ReadSingles("t", read);
        Assert.That(read, Is.EqualTo(Enumerable.Range(0, values.Length).Select(i => (float)((i % Rows * Columns) + (i / Rows)))));
    }

    [TestCase("DoubleStorage", SafetensorsDType.F64)]
    [TestCase("FloatStorage", SafetensorsDType.F32)]
    [TestCase("HalfStorage", SafetensorsDType.F16)]
    [TestCase("BFloat16Storage", SafetensorsDType.BF16)]
    [TestCase("LongStorage", SafetensorsDType.I64)]
    [TestCase("IntStorage", SafetensorsDType.I32)]
    [TestCase("ShortStorage", SafetensorsDType.I16)]
    [TestCase("CharStorage", SafetensorsDType.I8)]
    [TestCase("ByteStorage", SafetensorsDType.U8)]
    [TestCase("BoolStorage", SafetensorsDType.Bool)]
    public void EveryTypeOfStorage_IsKnown(string storage, SafetensorsDType type)
    {
        byte[] data = [.. Enumerable.Range(1, 2 * type.Size()).Select(i => (byte)i)];
        byte[] tensor = RawPickle.Tensor(RawPickle.Storage(storage, "0", 2), 0, [2], [1]);
        byte[] file = RawPyTorch.Archive(RawPickle.Dictionary(("t", tensor)), ("0", data));
        using PyTorchFile source = PyTorchFile.Open(folder.Write("t.bin", file));
        Assert.That(source.GetTensor("t").DType, Is.EqualTo(type));
        Assert.That(Bytes(source, "t"), Is.EqualTo(data));
    }

    [Test]
    public void AnArchiveIn64Bits_IsRead()
    {
        byte[] file = RawPyTorch.In64Bits(RawPyTorch.Archive(RawPyTorch.GoodState, ("0", RawPyTorch.GoodData)));
        using PyTorchFile source = PyTorchFile.Open(folder.Write("t.bin", file));
        Assert.That(Bytes(source, "x"), Is.EqualTo(RawPyTorch.GoodData));
    }

    [Test]
    public void Reads_AreCheckedAndEndWithTheFile()
    {
        byte[] file = RawPyTorch.Archive(RawPyTorch.GoodState, ("0", RawPyTorch.GoodData));
        PyTorchFile source = PyTorchFile.Open(folder.Write("t.bin", file));
        Assert.That(Bytes(source, "y"), Is.EqualTo((byte[])[1, 0, 4, 0, 2, 0, 5, 0, 3, 0, 6, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => source.CopyTo("y", 10, new byte[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => source.CopyTo("y", 1, new byte[2]));
        Assert.Throws<WeightsFileException>(() => source.CopyTo("z", 0, new byte[2]));
        source.Dispose();
        source.Dispose();
        Assert.Throws<ObjectDisposedException>(() => source.CopyTo("y", 0, new byte[2]));
        Assert.Throws<ObjectDisposedException>(() => source.CopyTo("x", 0, new byte[2]));
    }

    private static byte[] Bytes(IWeightSource source, string name)
    {
        byte[] bytes = new byte[source.GetTensor(name).ByteLength];
        source.CopyTo(name, 0, bytes);
        return bytes;
    }

    /// <summary>Strides of axes that lie in this order, innermost first, with gaps between elements.</summary>
    private static long[] Strides(int[] shape, int[] order, int step)
    {
        long[] strides = new long[shape.Length];
        long stride = step;
        foreach (int axis in order.Where(axis => axis < shape.Length))
        {
            strides[axis] = stride;
            stride *= Math.Max(1, shape[axis]);
        }

        return strides;
    }

    private static IEnumerable<long> Expected(int[] shape, long[] strides, long start)
    {
        IEnumerable<long> places = [start];
        for (int axis = 0; axis < shape.Length; axis++)
        {
            int size = shape[axis];
            long stride = strides[axis];
            places = places.SelectMany(place => Enumerable.Range(0, size).Select(index => place + (index * stride)));
        }

        return places;
    }
}
