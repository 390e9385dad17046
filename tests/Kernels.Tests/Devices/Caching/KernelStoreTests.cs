using System.Runtime.Versioning;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Devices.Caching;

namespace SqueezeBert.Gpu.Kernels.Tests.Devices.Caching;

/// <summary>Kernels in a folder: what is damaged, shared, too much or not to be written.</summary>
public sealed class KernelStoreTests
{
    private static readonly KernelKey Key = new("a key\nof two lines");
    private static readonly KeptKernel Kernel = new("// a kernel\n" + new string('x', 300), 4096, true, TimeSpan.FromMilliseconds(123.4567));

    [Test]
    public void What_is_kept_is_found()
    {
        using var folder = new ScratchFolder();
        new KernelStore(folder.Root).Keep(Key, Kernel);
        var store = new KernelStore(folder.Root);
        Assert.Multiple(() =>
        {
            Assert.That(store.Find(Key), Is.EqualTo(Kernel));
            Assert.That(store.Find(new KernelKey("another")), Is.Null);
            Assert.That(store.Problem, Is.Null);
            Assert.That(Directory.GetFiles(folder.Root), Has.Length.EqualTo(1), "nothing is left beside it");
        });
    }

    [Test]
    [Platform("Linux")]
    [UnsupportedOSPlatform("windows")]
    public void A_kept_kernel_is_its_owners_alone()
    {
        using var folder = new ScratchFolder();
        var store = new KernelStore(folder.Root);
        store.Keep(Key, Kernel);
        Assert.That(File.GetUnixFileMode(store.PathOf(Key)), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public void A_truncated_entry_is_damaged() => Assert.Multiple(() =>
    {
        int length = KernelFile.Encode(Key, Kernel).Length;
        foreach (int left in (int[])[0, 7, 8, 40, 47, 48, 49, length / 2, length - 1])
        {
            IsDamaged(bytes => bytes[..left], $"{left} bytes");
        }
    });

    [Test]
    public void A_flipped_bit_anywhere_is_damage() => Assert.Multiple(() =>
    {
        int length = KernelFile.Encode(Key, Kernel).Length;
        for (int i = 0; i < length; i++)
        {
            IsDamaged(
                bytes =>
                {
                    bytes[i] ^= (byte)(1 << (i % 8));
                    return bytes;
                },
                $"byte {i}");
        }
    });

    [Test]
    public void What_follows_an_entry_is_damage() => IsDamaged(bytes => [.. bytes, 0], "a byte more");

    [Test]
    public void What_is_too_long_for_a_kernel_is_not_read()
    {
        using var folder = new ScratchFolder();
        var store = new KernelStore(folder.Root);
        using (FileStream stream = File.Create(store.PathOf(Key)))
        {
            stream.SetLength(KernelFile.MostBytes + 1);
        }

        Assert.That(store.Find(Key), Is.Null);
        Assert.That(store.Problem, Does.Contain($"expected at most {KernelFile.MostBytes} bytes"));
    }

    [Test]
    public void An_entry_under_another_key_is_damage() =>
        IsDamaged(_ => KernelFile.Encode(new KernelKey("another"), Kernel), "another kernel's");

    [Test]
    public void Readers_and_writers_at_once_see_whole_entries()
    {
        using var folder = new ScratchFolder();
        const int Threads = 4;
        const int Rounds = 100;
        KeptKernel[] kernels =
            [.. Enumerable.Range(0, Threads).Select(i => Kernel with { Source = new string((char)('a' + i), 50_000) })];
        KernelStore[] stores = [.. kernels.Select(_ => new KernelStore(folder.Root))];
        using var together = new Barrier(Threads);
        int seen = 0;
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(i => new Thread(() =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                together.SignalAndWait();
                stores[i].Keep(Key, kernels[i]);
                if (stores[i].Find(Key) is { } found && kernels.Contains(found))
                {
                    Interlocked.Increment(ref seen);
                }
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Multiple(() =>
        {
            Assert.That(seen, Is.EqualTo(Threads * Rounds));
            Assert.That(stores.Select(store => store.Problem), Is.All.Null);
            Assert.That(Directory.GetFiles(folder.Root), Has.Length.EqualTo(1));
        });
    }

    // Where not even root can write: below a file.
    [Test]
    public void A_folder_that_cannot_be_written_is_told()
    {
        using var folder = new ScratchFolder();
        File.WriteAllText(folder["file"], "");
        var store = new KernelStore(folder["file"]);
        store.Keep(Key, Kernel);
        Assert.That(store.Problem, Does.Contain(folder["file"]));
        Assert.That(store.Find(Key), Is.Null);
        Assert.That(store.Damaged, Is.Zero);
    }

    // Not even root writes over a folder, or reads it as a file.
    [Test]
    public void A_place_that_cannot_be_written_or_read_is_told_and_nothing_is_left_beside_it()
    {
        using var folder = new ScratchFolder();
        string place = Directory.CreateDirectory(new KernelStore(folder.Root).PathOf(Key)).FullName;
        var writer = new KernelStore(folder.Root);
        writer.Keep(Key, Kernel);
        var reader = new KernelStore(folder.Root);
        Assert.Multiple(() =>
        {
            Assert.That(writer.Problem, Is.Not.Null);
            Assert.That(reader.Find(Key), Is.Null);
            Assert.That(reader.Problem, Does.Contain(place));
            Assert.That(reader.Damaged, Is.Zero);
            Assert.That(Directory.GetFileSystemEntries(folder.Root), Is.EqualTo([place]));
        });
    }

    [Test]
    public void Stock_is_taken_of_whole_beginnings_of_this_format()
    {
        using var folder = new ScratchFolder();
        var store = new KernelStore(folder.Root);
        Assert.That(store.TakeStock(), Is.EqualTo(new KernelCacheContents(folder.Root, true, 0, 0, TimeSpan.Zero, null)));
        store.Keep(Key, Kernel);
        var other = new KernelKey("another");
        store.Keep(other, Kernel with { Compilation = TimeSpan.FromSeconds(2) });
        long bytes = Directory.GetFiles(folder.Root).Sum(path => new FileInfo(path).Length);

        byte[] encoded = KernelFile.Encode(Key, Kernel);
        File.WriteAllBytes(folder["kernel-short.bin"], encoded[..(KernelFile.HeaderBytes - 1)]);
        File.WriteAllBytes(folder["kernel-being-written.tmp"], encoded);
        File.WriteAllBytes(folder["somebody's.bin"], encoded);
        File.WriteAllBytes(folder["kernel-older.bin"], [.. "SQBKERN1"u8, .. encoded.AsSpan(8)]);
        File.WriteAllBytes(
            folder["kernel-damaged.bin"],
            [.. encoded.AsSpan(0, KernelFile.HeaderBytes - sizeof(long)), .. BitConverter.GetBytes(long.MaxValue)]);
        Assert.That(
            store.TakeStock(),
            Is.EqualTo(new KernelCacheContents(
                folder.Root, true, 2, bytes, Kernel.Compilation + TimeSpan.FromSeconds(2), null)));
    }

    [Test]
    public void The_oldest_go_when_there_are_too_many()
    {
        using var folder = new ScratchFolder();
        int one = KernelFile.Encode(Key, Kernel).Length;
        var store = new KernelStore(folder.Root, mostBytes: (3 * one) + 100);
        KernelKey[] keys = [.. Enumerable.Range(0, 5).Select(i => new KernelKey(Key.Text[..^1] + i))];
        string leftBehind = folder["kernel-0.0.tmp"];
        File.WriteAllBytes(leftBehind, new byte[one]);
        string[] foreign = [folder["somebody's"], folder["kernel-of.somebody"]];
        Array.ForEach(foreign, path => File.WriteAllBytes(path, new byte[100 * one]));
        File.SetLastWriteTimeUtc(leftBehind, DateTime.UtcNow.AddDays(-11));
        for (int i = 0; i < keys.Length; i++)
        {
            store.Keep(keys[i], Kernel);
            File.SetLastWriteTimeUtc(store.PathOf(keys[i]), DateTime.UtcNow.AddDays(i - 10));
        }

        Assert.Multiple(() =>
        {
            Assert.That(keys.Select(key => store.Find(key) is not null), Is.EqualTo([false, false, true, true, true]));
            Assert.That(File.Exists(leftBehind), Is.False);
            Assert.That(foreign, Has.All.Exist);
            Assert.That(store.Problem, Is.Null);
        });
    }

    private static void IsDamaged(Func<byte[], byte[]> damage, string what)
    {
        using var folder = new ScratchFolder();
        var store = new KernelStore(folder.Root);
        File.WriteAllBytes(store.PathOf(Key), damage(KernelFile.Encode(Key, Kernel)));
        Assert.That(store.Find(Key), Is.Null, what);
        Assert.That(store.Damaged, Is.EqualTo(1), what);
        Assert.That(store.Problem, Does.StartWith($"{store.PathOf(Key)}: damaged"), what);
        store.Keep(Key, Kernel);
        Assert.That(store.Find(Key), Is.EqualTo(Kernel), what);
    }
}
