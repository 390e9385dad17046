using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Runtime.Tests.Weights;

/// <summary>Reading: widening of every type, ranges, large files, disposal, files that change or are out of reach.</summary>
public sealed class SafetensorsFileTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void Open() => folder = new TemporaryFolder();

    [TearDown]
    public void Close() => folder.Dispose();

    [Test]
    public void EveryHalfAndBFloat16_WidensExactly()
    {
        ushort[] patterns = [.. Enumerable.Range(0, 65536).Select(bits => (ushort)bits)];
        byte[] bytes = MemoryMarshal.AsBytes(patterns.AsSpan()).ToArray();
        using SafetensorsFile file = Write(
            SafetensorsTensor.FromBytes("h", SafetensorsDType.F16, [65536], bytes),
            SafetensorsTensor.FromBytes("b", SafetensorsDType.BF16, [256, 256], bytes));
        float[] half = new float[65536];
        float[] brain = new float[65536];
        file.ReadSingles("h", half);
        file.ReadSingles("b", brain);
        for (int bits = 0; bits < 65536; bits++)
        {
            float expected = HalfByDefinition(bits);
            Assert.That(half[bits].Equals(expected), Is.True, $"F16 {bits:x4}: {half[bits]}, expected {expected}");
            byte[] single = [0, 0, (byte)bits, (byte)(bits >> 8)];
            Assert.That(BitConverter.SingleToInt32Bits(brain[bits]), Is.EqualTo(BinaryPrimitives.ReadInt32LittleEndian(single)));
        }
    }

    [Test]
    public void OtherTypes_Widen()
    {
        double[] doubles = [0.1, -1e300, double.NaN, 1e-60];
        using SafetensorsFile file = Write(
            SafetensorsTensor.FromBytes("d", SafetensorsDType.F64, [4], MemoryMarshal.AsBytes(doubles.AsSpan()).ToArray()),
            SafetensorsTensor.FromBytes("i32", SafetensorsDType.I32, [2], (byte[])[0, 0, 0, 128, 255, 255, 255, 127]),
            SafetensorsTensor.FromBytes("i16", SafetensorsDType.I16, [2], (byte[])[0, 128, 255, 127]),
            SafetensorsTensor.FromBytes("i8", SafetensorsDType.I8, [2], (byte[])[128, 127]),
            SafetensorsTensor.FromBytes("u8", SafetensorsDType.U8, [2], (byte[])[128, 255]),
            SafetensorsTensor.FromBytes("bool", SafetensorsDType.Bool, [2], (byte[])[0, 1]),
            SafetensorsTensor.FromInt64s("i64", [], (long[])[long.MinValue]));
        float[] singles = new float[4];
        file.ReadSingles("d", singles);
        Assert.That(singles, Is.EqualTo((float[])[0.1f, float.NegativeInfinity, float.NaN, 0]));
        Assert.That(Longs(file, "i32", 2), Is.EqualTo((long[])[int.MinValue, int.MaxValue]));
        Assert.That(Longs(file, "i16", 2), Is.EqualTo((long[])[short.MinValue, short.MaxValue]));
        Assert.That(Longs(file, "i8", 2), Is.EqualTo((long[])[-128, 127]));
        Assert.That(Longs(file, "u8", 2), Is.EqualTo((long[])[128, 255]));
        Assert.That(Longs(file, "bool", 2), Is.EqualTo((long[])[0, 1]));
        Assert.That(Longs(file, "i64", 1), Is.EqualTo((long[])[long.MinValue]));
    }

    [Test]
    public void Ranges_AreReadAndChecked()
    {
        using SafetensorsFile file = Write(SafetensorsTensor.FromSingles("x", [5], new float[] { 0, 1, 2, 3, 4 }));
        float[] two = new float[2];
        file.ReadSingles("x", two, firstElement: 3);
        Assert.That(two, Is.EqualTo((float[])[3, 4]));
        file.ReadSingles("x", [], firstElement: 5);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadSingles("x", two, firstElement: 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadSingles("x", two, firstElement: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadSingles("x", two, firstElement: long.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.CopyTo("x", 2, new byte[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.CopyTo("x", 0, new byte[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.CopyTo("x", 20, new byte[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.CopyTo("x", -4, new byte[4]));
        Assert.Throws<WeightsFileException>(() => file.ReadSingles("y", two));
        Assert.Throws<WeightsFileException>(() => file.ReadInt64s("x", new long[1]));
        Assert.That(file.TryGetTensor("y", out _), Is.False);
    }

    [Test]
    public void DataAtAnyAlignment_IsRead()
    {
        for (int padding = 0; padding < 8; padding++)
        {
            string header = RawSafetensors.Tensor("""{"dtype":"F64","shape":[1],"data_offsets":[0,8]}""");
            header += new string(' ', padding);
            byte[] bytes = RawSafetensors.File(header, dataLength: 8);
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(bytes.Length - 8), 2.5);
            using SafetensorsFile file = SafetensorsFile.Open(folder.Write("a", bytes));
            float[] read = new float[1];
            file.ReadSingles("t", read);
            Assert.That(read[0], Is.EqualTo(2.5f));
        }
    }

    [Test]
    public void TensorOfMoreThanTwoGigabytes_IsReadInPieces()
    {
        const long Length = (1L << 31) + 4096;
        string header = RawSafetensors.Tensor($$"""{"dtype":"F16","shape":[{{Length / 2}}],"data_offsets":[0,{{Length}}]}""");
        string path = folder.Write("a", RawSafetensors.File(header, dataLength: 0));
        using (FileStream stream = File.OpenWrite(path))
        {
            // Sparse: only the page that the last two bytes are on takes space.
            stream.Seek(Length - 2, SeekOrigin.End);
            stream.Write([0x00, 0x3C]);
        }

        using SafetensorsFile file = SafetensorsFile.Open(path);
        float[] last = new float[3];
        file.ReadSingles("t", last, firstElement: (Length / 2) - 3);
        Assert.That(last, Is.EqualTo((float[])[0, 0, 1]));
        var pieces = new List<(long Offset, int Length)>();
        file.Visit("t", 0, Length, pieces, static (bytes, offset, list) => list.Add((offset, bytes.Length)));
        Assert.That(pieces, Is.EqualTo(((long, int)[])[(0, 1 << 30), (1 << 30, 1 << 30), (1L << 31, 4096)]));
    }

    [Test]
    public void AfterDispose_ReadsThrow()
    {
        SafetensorsFile file = Write(SafetensorsTensor.FromSingles("x", [1], new float[1]));
        file.Dispose();
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.ReadSingles("x", new float[1]));
        Assert.Throws<ObjectDisposedException>(() => file.CopyTo("x", 0, new byte[4]));
    }

    [Test]
    public void DisposeDuringAVisit_LetsItEnd()
    {
        SafetensorsFile file = Write(SafetensorsTensor.FromSingles("x", [1], new float[] { 3 }));
        float seen = 0;
        file.Visit("x", 0, 4, file, (bytes, _, source) =>
        {
            source.Dispose();
            seen = BitConverter.ToSingle(bytes);
        });
        Assert.That(seen, Is.EqualTo(3f));
        Assert.Throws<ObjectDisposedException>(() => file.CopyTo("x", 0, new byte[4]));
    }

    [Test]
    public void ReadsFromManyThreads_WhileOneDisposes_ReadOrThrow()
    {
        for (int round = 0; round < 20; round++)
        {
            SafetensorsFile file = Write(SafetensorsTensor.FromSingles("x", [1000], Enumerable.Repeat(7f, 1000).ToArray()));
            using var reading = new CountdownEvent(4);
            Task[] readers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => ReadUntilDisposed(file, reading)))];
            Assert.That(reading.Wait(TimeSpan.FromSeconds(30)), Is.True);
            file.Dispose();
            Assert.That(Task.WaitAll(readers, TimeSpan.FromSeconds(30)), Is.True);
        }
    }

    [Test]
    public void FileThatChangesLengthWhileOpen_IsRefused()
    {
        using SafetensorsFile file = Write(SafetensorsTensor.FromSingles("x", [4000], new float[4000]));
        string path = file.Location;
        using (var stream = new FileStream(path,
            new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Write, Share = FileShare.ReadWrite }))
        {
            stream.SetLength(64);
        }

        WeightsFileException error = Assert.Throws<WeightsFileException>(() => file.CopyTo("x", 0, new byte[4]))!;
        Assert.That(error.Message, Does.Contain("changed while it was open"));
    }

    [Test]
    public void FilesOutOfReach_GiveTheTypedError()
    {
        Assert.That(() => SafetensorsFile.Open(folder["none"]),
            Throws.TypeOf<WeightsFileException>().With.Message.Contains("does not exist"));
        Assert.That(() => SafetensorsFile.Open(folder[Path.Combine("no", "ne")]), Throws.TypeOf<WeightsFileException>());
        Assert.That(() => SafetensorsFile.Open(folder.Root),
            Throws.TypeOf<WeightsFileException>().With.Message.Contains("directory"));
        Assert.That(() => SafetensorsFile.Open(folder.Write("empty", "")),
            Throws.TypeOf<WeightsFileException>().With.Message.Contains("0 bytes"));
        if (!OperatingSystem.IsWindows())
        {
            // A device: endless, and of length 0.
            Assert.That(() => SafetensorsFile.Open("/dev/zero"), Throws.TypeOf<WeightsFileException>());
        }
    }

    [Test]
    [Platform("Linux")]
    public void LinkShorterThanAHeader_LeadsToTheFile()
    {
        folder.Write("f", RawSafetensors.File(RawSafetensors.GoodHeader));
        File.CreateSymbolicLink(folder["link"], "f");
        using SafetensorsFile file = SafetensorsFile.Open(folder["link"]);
        Assert.That(file.Tensors, Is.Not.Empty);
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "permissions are set the Unix way")]
    [UnsupportedOSPlatform("windows")]
    public void FileThatMayNotBeRead_GivesTheTypedError()
    {
        Assume.That(Environment.IsPrivilegedProcess, Is.False, "a privileged process may read everything");
        string path = folder.Write("secret", RawSafetensors.File(RawSafetensors.GoodHeader));
        File.SetUnixFileMode(path, UnixFileMode.None);
        Assert.That(() => SafetensorsFile.Open(path),
            Throws.TypeOf<WeightsFileException>().With.Message.Contains("cannot be read"));
    }

    private static void ReadUntilDisposed(SafetensorsFile file, CountdownEvent reading)
    {
        float[] read = new float[1000];
        bool isFirst = true;
        try
        {
            while (true)
            {
                file.ReadSingles("x", read);
                if (!read.AsSpan().SequenceEqual(Enumerable.Repeat(7f, 1000).ToArray()))
                {
                    throw new InvalidDataException("a read saw something else");
                }

                if (isFirst)
                {
                    isFirst = false;
                    reading.Signal();
                }
            }
        }
        catch (ObjectDisposedException)
        {
            return;
        }
    }

    private static long[] Longs(SafetensorsFile file, string name, int count)
    {
        long[] values = new long[count];
        file.ReadInt64s(name, values);
        return values;
    }

    private static float HalfByDefinition(int bits)
    {
        double sign = (bits & 0x8000) == 0 ? 1 : -1;
        int exponent = (bits >> 10) & 31;
        int fraction = bits & 1023;
        double magnitude = exponent switch
        {
            0 => fraction * Math.Pow(2, -24),
            31 => fraction == 0 ? double.PositiveInfinity : double.NaN,
            _ => (1024 + fraction) * Math.Pow(2, exponent - 25),
        };
        return (float)(sign * magnitude);
    }

    private SafetensorsFile Write(params SafetensorsTensor[] tensors)
    {
        string path = folder[Path.GetRandomFileName()];
        SafetensorsWriter.Write(path, tensors);
        return SafetensorsFile.Open(path);
    }
}
