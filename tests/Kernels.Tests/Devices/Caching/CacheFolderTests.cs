using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Devices.Caching;

namespace SqueezeBert.Gpu.Kernels.Tests.Devices.Caching;

/// <summary>Which folder it is, and whether it is safe.</summary>
public sealed partial class CacheFolderTests
{
    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [Test]
    public void Options_come_before_the_variable_and_that_before_the_users_cache()
    {
        string there = Path.GetFullPath("there");
        string? before = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        try
        {
            Environment.SetEnvironmentVariable("XDG_CACHE_HOME", there);
            Assert.Multiple(() =>
            {
                Assert.That(CacheFolder.Choose(new DeviceOptions { KeepsKernels = false, KernelCacheFolder = "here" }, "x"), Is.Null);
                Assert.That(
                    CacheFolder.Choose(new DeviceOptions { KernelCacheFolder = "here" }, "off"), Is.EqualTo(Path.GetFullPath("here")));
                Assert.That(CacheFolder.Choose(new DeviceOptions(), "off"), Is.Null);
                Assert.That(CacheFolder.Choose(new DeviceOptions(), "there"), Is.EqualTo(there));
                string? users = CacheFolder.Choose(new DeviceOptions(), null);
                Assert.That(
                    users, OperatingSystem.IsWindows() ? Does.Contain("SqueezeBert.Gpu") : Is.EqualTo($"{there}/squeezebert-gpu/kernels"));
                Assert.That(CacheFolder.Choose(new DeviceOptions(), ""), Is.EqualTo(users));
            });
            Environment.SetEnvironmentVariable("XDG_CACHE_HOME", "there");
            Assert.That(CacheFolder.Choose(new DeviceOptions(), null), Does.Not.StartWith("there"), "a relative path is ignored");
        }
        finally
        {
            Environment.SetEnvironmentVariable("XDG_CACHE_HOME", before);
        }
    }

    [Test]
    public void What_cannot_be_a_folder_is_told()
    {
        using var scratch = new ScratchFolder();
        File.WriteAllText(scratch["file"], "");
        Assert.Multiple(() =>
        {
            Assert.That(CacheFolder.Prepare(scratch["file"]), Does.Contain("file"));
            Assert.That(CacheFolder.Prepare(Path.Combine(scratch["file"], "below")), Does.Contain("file"));
            Assert.That(CacheFolder.Prepare(""), Does.Contain("no folder for caches"));
        });
    }

    [Test]
    [Platform("Linux")]
    [UnsupportedOSPlatform("windows")]
    public void It_is_made_for_its_owner_alone()
    {
        using var scratch = new ScratchFolder();
        Assert.That(CacheFolder.Prepare(scratch["a/b"]), Is.Null);
        Assert.That(File.GetUnixFileMode(scratch["a/b"]), Is.EqualTo(OnlyOwner));
    }

    [Test]
    public void Looking_makes_no_folder()
    {
        using var scratch = new ScratchFolder();
        KernelCacheContents Look() => CacheFolder.Look(new DeviceOptions { KernelCacheFolder = scratch["a/b"] });
        string folder = Path.GetFullPath(scratch["a/b"]);
        Assert.That(Look(), Is.EqualTo(new KernelCacheContents(folder, false, 0, 0, TimeSpan.Zero, null)));
        Assert.That(Directory.GetFileSystemEntries(scratch.Root), Is.Empty);

        Assert.That(CacheFolder.Prepare(folder), Is.Null);
        var kernel = new KeptKernel("source", 1, false, TimeSpan.FromSeconds(3));
        new KernelStore(folder).Keep(new KernelKey("key"), kernel);
        Assert.That((Look().Exists, Look().Kernels, Look().Compilation), Is.EqualTo((true, 1, kernel.Compilation)));
        Assert.That(CacheFolder.Look(new DeviceOptions { KeepsKernels = false }).Folder, Is.Null);
    }

    [Test]
    public void Looking_tells_what_would_keep_a_folder_from_being_used()
    {
        using var scratch = new ScratchFolder();
        File.WriteAllText(scratch["file"], "");
        KernelCacheContents contents = CacheFolder.Look(new DeviceOptions { KernelCacheFolder = scratch["file/below"] });
        Assert.That(contents.Folder, Is.Null);
        Assert.That(contents.Problem, Is.EqualTo($"{scratch["file"]}: it is not a folder"));
    }

    [TestCase(UnixFileMode.GroupWrite)]
    [TestCase(UnixFileMode.OtherWrite)]
    [Platform("Linux")]
    [UnsupportedOSPlatform("windows")]
    public void A_folder_that_others_may_write_to_is_refused(UnixFileMode others)
    {
        using var scratch = new ScratchFolder();
        File.SetUnixFileMode(Directory.CreateDirectory(scratch["open"]).FullName, OnlyOwner | others);
        Assert.That(CacheFolder.Prepare(scratch["open"]), Does.Contain("other users may write there"));
    }

    [Test]
    [Platform("Linux")]
    [UnsupportedOSPlatform("windows")]
    public void A_folder_that_others_may_replace_is_refused()
    {
        using var scratch = new ScratchFolder();
        string above = Directory.CreateDirectory(scratch["open"]).FullName;
        File.SetUnixFileMode(above, OnlyOwner | UnixFileMode.OtherWrite);
        Assert.That(CacheFolder.Prepare(scratch["open/mine"]), Does.Contain($"other users may write to {above}"));
        Assert.That(CacheFolder.Prepare(scratch["open/mine/below"]), Does.Contain($"other users may write to {above}"));
        Assert.That(Directory.GetFileSystemEntries(above), Is.Empty, "nothing is made where it could be replaced");
        File.SetUnixFileMode(above, OnlyOwner | UnixFileMode.OtherWrite | UnixFileMode.StickyBit);
        Assert.That(CacheFolder.Prepare(scratch["open/mine"]), Is.Null);
    }

    [Test]
    [Platform("Linux")]
    public void A_folder_of_another_user_is_refused()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("only root can make a folder another user's");
        }

        using var scratch = new ScratchFolder();
        Assert.That(CacheFolder.Prepare(scratch["theirs"]), Is.Null);
        Assert.That(ChangeOwner(scratch["theirs"], 12345, group: 0), Is.Zero);
        Assert.That(CacheFolder.Prepare(scratch["theirs"]), Does.Contain("belongs to another user"));
    }

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
