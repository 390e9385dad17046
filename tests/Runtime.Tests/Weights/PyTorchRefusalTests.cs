using System.IO.Compression;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Runtime.Tests.Weights;

/// <summary>What no checkpoint of tensors is: each refused, with a message that says what.</summary>
public sealed class PyTorchRefusalTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void Open() => folder = new TemporaryFolder();

    [TearDown]
    public void Close() => folder.Dispose();

    /// <summary>States, each with a part of the message that refuses it.</summary>
    private static IEnumerable<TestCaseData> States()
    {
        byte[] good = Shorts([6], [1]);
        byte[] part = RawPickle.Tuple(RawPickle.Text("v"), RawPickle.Integer(4), RawPickle.Integer(3));
        (string Name, byte[] State, string Problem)[] wholes =
        [
            ("a tensor alone", good, "holds a tensor, expected a dictionary of tensors"),
            ("a list of tensors", RawPickle.List(good), "holds a list"),
            ("nothing", RawPickle.Dictionary(), "holds an empty dictionary"),
            ("a million instructions", [.. Enumerable.Repeat((byte)'}', 1 << 20)], "more than 1048576 instructions"),
            ("a name twice", RawPickle.Dictionary(("x", good), ("x", good)), "'x' stands twice"),
            ("a key that is a number", [(byte)'}', (byte)'K', 1, .. good, (byte)'s'], "a key is a number, expected text"),
            ("a newer protocol", [0x80, 6, .. good], "its protocol is 6, expected at most 5"),
            ("a mark too few", [(byte)'t'], "a mark that it never set"),
            ("a value from below a mark", [(byte)'N', (byte)'(', 0x85], "it takes more from its stack"),
            ("what was never kept", [(byte)'h', 3], "it recalls 3"),
        ];
        (string Name, byte[] Value, string Problem)[] values =
        [
            ("a state in a dictionary", RawPickle.Dictionary(("y", good)), "'x' is a dictionary, expected a tensor"),
            ("a number", RawPickle.Integer(7), "'x' is a number"),
            ("a storage", RawPickle.Storage("ShortStorage", "0", 6), "'x' is a storage"),
            ("a type", RawPickle.Global("torch", "FloatStorage"), "'x' is a type"),
            ("a function", RawPickle.Global("collections", "OrderedDict"), "'x' is a function"),
            ("a class of a model", RawPickle.Global("transformers", "BertModel"), "'transformers.BertModel', which is not loaded"),
            ("quantized numbers", RawPickle.Global("torch", "QInt8Storage"), "'torch.QInt8Storage', which is not loaded"),
            ("eval", RawPickle.Call(RawPickle.Global("builtins", "eval"), RawPickle.Tuple()), "'builtins.eval', which is not loaded"),
            ("elements beyond counting", Shorts([1L << 40, 1L << 40], [1, 1]), "more elements than can be counted"),
            ("an expanded tensor", Shorts([1000000], [0]), "has 1000000 elements, but its storage '0' has 6"),
            ("past the end", Shorts([6], [1], 1), "[6] from element 1 with strides [1] leaves its storage '0'"),
            ("strides past the end", Shorts([2, 3], [long.MaxValue, long.MaxValue]), "leaves its storage"),
            ("an offset past the end", Shorts([1], [1], long.MaxValue), "leaves its storage"),
            ("a negative offset", Shorts([1], [1], -1), "expected to be made of a storage, an offset"),
            ("a negative size", Shorts([-1], [1]), "a number stands in a shape or in strides"),
            ("a negative stride", Shorts([6], [-1], 5), "a number stands in a shape or in strides"),
            ("fewer strides than axes", Shorts([2, 3], [1]), "and as many strides"),
            ("a negative number of elements", RawPickle.Storage("ShortStorage", "0", -6), "a storage is expected to be named by"),
            ("bytes beyond counting", RawPickle.Storage("LongStorage", "0", long.MaxValue), "a storage is expected to be named"),
            ("a part outside", RawPickle.Storage("ShortStorage", "0", 6, part), "a part of the storage '0' is not in it"),
            ("a call of a text", RawPickle.Call(RawPickle.Text("f"), RawPickle.Tuple()), "text is called with a tuple"),
            ("a parameter of nothing", RawPickle.Parameter(RawPickle.None), "a parameter is expected to be made of a tensor"),
            ("an unknown instruction", [0xff], "0xff is no instruction"),
            ("a text longer than the file", [(byte)'X', 255, 255, 255, 127], "a text is said to have 2147483647 bytes"),
            ("a text without its end", [(byte)'U', 255], "it goes on behind"),
            ("65 axes", Shorts(Enumerable.Repeat(1L, 65), Enumerable.Repeat(1L, 65)), "a shape of at most 64 axes"),
            ("a list of three", Python2([RawPickle.Text("a"), good, good]), "made of keys that are text, each once, and values"),
            ("a key twice", Python2([RawPickle.Text("a"), good], [RawPickle.Text("a"), good]), "each once"),
            ("a text that is no UTF-8", [(byte)'X', 1, 0, 0, 0, 200], "not valid UTF-8"),
        ];
        return wholes.Concat(values.Select(one => (one.Name, RawPickle.Dictionary(("x", one.Value)), one.Problem)))
            .Select(one => new TestCaseData(one.Item2, one.Problem).SetName(one.Name));
    }

    private static byte[] Python2(params byte[][][] items) => RawPickle.Call(
        RawPickle.Global("collections", "OrderedDict"), RawPickle.Tuple(RawPickle.List([.. items.Select(RawPickle.List)])));

    private static byte[] Shorts(IEnumerable<long> shape, IEnumerable<long> strides, long offset = 0) =>
        RawPickle.Tensor(RawPickle.Storage("ShortStorage", "0", 6), offset, shape, strides);

    [TestCaseSource(nameof(States))]
    public void AState_IsRefusedInBothFormats(byte[] state, string problem)
    {
        MustRefuse(RawPyTorch.Archive(state, ("0", RawPyTorch.GoodData)), problem);
        MustRefuse(RawPyTorch.Legacy(state, ("0", 6, RawPyTorch.GoodData)), problem);
    }

    [Test]
    public void AnArchive_IsRefusedByWhatIsWrongWithIt()
    {
        byte[] pickle = RawPickle.Of(RawPyTorch.GoodState);
        (string, byte[]) state = ("m/data.pkl", pickle);
        (string, byte[]) data = ("m/data/0", RawPyTorch.GoodData);
        (string, byte[]) big = ("m/byteorder", "big"u8.ToArray());
        (string, byte[]) padded = ("m/data.pkl", [.. pickle, .. new byte[999]]);
        MustRefuse(Stored(data), "has 0 entries that end in /data.pkl");
        MustRefuse(Stored(state, ("n/data.pkl", pickle), data), "has 2 entries that end in /data.pkl");
        MustRefuse(Stored(state), "the storage '0' is not in the archive");
        MustRefuse(Stored(state, data, data), "'m/data/0' is in it twice");
        MustRefuse(Stored(state, ("m/data/0", new byte[11])), "has 11 bytes, expected 12 for 6 of I16");
        MustRefuse(Stored(state, data, big), "its byte order is 'big', expected 'little'");
        MustRefuse(RawPyTorch.Zip(CompressionLevel.SmallestSize, padded, data), "is compressed or encrypted");
        byte[] good = Stored(state, data, ("m/byteorder", "little"u8.ToArray()), ("m/version", "3\n"u8.ToArray()));
        PyTorchFile.Open(folder.Write("good.bin", good)).Dispose();
    }

    [Test]
    public void AnOldFile_IsRefusedByWhatIsWrongWithIt()
    {
        byte[] magic = RawPyTorch.Magic;
        byte[] version = RawPickle.Integer(1001);
        byte[] little = RawPickle.Dictionary(("little_endian", RawPickle.True));
        byte[] big = RawPickle.Dictionary(("little_endian", RawPickle.False));
        (string, long, byte[]) data = ("0", 6, RawPyTorch.GoodData);
        byte[] state = RawPyTorch.GoodState;
        PyTorchFile.Open(folder.Write("good.bin", RawPyTorch.Legacy(state, magic, version, little, data))).Dispose();
        MustRefuse(RawPyTorch.Legacy(state, version, version, little, data), "a pickle, but not one that PyTorch wrote");
        MustRefuse(RawPyTorch.Legacy(state, magic, magic, little, data), "expected 1001");
        MustRefuse(RawPyTorch.Legacy(state, magic, version, big, data), "little-endian");
        MustRefuse(RawPyTorch.Legacy(state, magic, version, version, data), "little-endian");
        MustRefuse(RawPyTorch.Legacy(state, magic, version, little), "its storage '0' is not in the file");
        MustRefuse(RawPyTorch.Legacy(state, magic, version, little, data, data), "a storage is called '0', expected one");
        MustRefuse(RawPyTorch.Legacy(state, magic, version, little, data, ("1", 0, [])), "a storage is called '1', expected one");
        MustRefuse(RawPyTorch.Legacy(state, magic, version, little, ("0", 7, RawPyTorch.GoodData)), "has 7 elements");
        MustRefuse(RawPyTorch.Legacy(state, magic, version, little, ("0", 6, new byte[10])), "10 bytes more, expected 6 of I16");
        byte[] both = RawPickle.Dictionary(
            ("x", Shorts([6], [1])),
            ("y", RawPickle.Tensor(RawPickle.Storage("IntStorage", "0", 6), 0, [6], [1])));
        MustRefuse(RawPyTorch.Legacy(both, data), "the storage '0' is 6 of I16, and also 6 of I32");
    }

    [Test]
    public void ViewsOfOneStorage_AreRefusedWhenTheyAreMany()
    {
        byte[] data = new byte[20000];
        byte[] State(int views) => RawPickle.Dictionary([.. Enumerable.Range(0, views).Select(view =>
            ($"t{view}", RawPickle.Tensor(RawPickle.Storage("ByteStorage", "0", data.Length), 0, [data.Length], [1])))]);
        PyTorchFile.Open(folder.Write("two.bin", RawPyTorch.Archive(State(2), ("0", data)))).Dispose();
        MustRefuse(RawPyTorch.Archive(State(20), ("0", data)), "its tensors take 400000 bytes together, expected at most 4 times");
    }

    [Test]
    public void AStateOfPython2_IsRead()
    {
        byte[] x = RawPickle.List(RawPickle.Text("x"), Shorts([6], [1]));
        byte[] state = RawPickle.Call(RawPickle.Global("collections", "OrderedDict"), RawPickle.Tuple(RawPickle.List(x)));
        using PyTorchFile file = PyTorchFile.Open(folder.Write("x.bin", RawPyTorch.Legacy(state, ("0", 6, RawPyTorch.GoodData))));
        Assert.That(file.Tensors.Select(tensor => $"{tensor.Name} {tensor}"), Is.EqualTo((string[])["x I16 [6]"]));
    }

    [Test]
    public void APartOfAStorage_IsReadWhereItLies()
    {
        byte[] part = RawPickle.Storage(
            "ShortStorage", "0", 6, RawPickle.Tuple(RawPickle.Text("v"), RawPickle.Integer(2), RawPickle.Integer(3)));
        byte[] state = RawPickle.Dictionary(("x", RawPickle.Tensor(part, 1, [2], [1])));
        using PyTorchFile file = PyTorchFile.Open(folder.Write("x.bin", RawPyTorch.Legacy(state, ("0", 6, RawPyTorch.GoodData))));
        long[] values = new long[2];
        file.ReadInt64s("x", values);
        Assert.That(values, Is.EqualTo((long[])[4, 5]));
    }

    private static byte[] Stored(params (string, byte[])[] entries) => RawPyTorch.Zip(CompressionLevel.NoCompression, entries);

    private void MustRefuse(byte[] file, string problem)
    {
        string path = folder.Write("case.bin", file);
        Assert.That(
            () => PyTorchFile.Open(path).Dispose(),
            Throws.TypeOf<WeightsFileException>().With.Message.Contains(problem).And.Message.StartsWith(path));
    }
}
