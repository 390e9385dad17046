using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SqueezeBert.Gpu.Devices.Caching;

/// <summary>Whose a file is on Linux, which .NET does not tell: statx(2), whose structure is the same on every processor.</summary>
internal static unsafe partial class FileOwner
{
    private const uint Root = 0;

    // From the headers of Linux: AT_FDCWD, STATX_UID, and struct statx with its field stx_uid.
    private const int CurrentFolder = -100;
    private const uint OwnerWanted = 0x8;
    private const int StructureBytes = 256;
    private const int OwnerOffset = 20;

    /// <summary>Whether a file or folder is this process's user's or root's.</summary>
    /// <param name="path">What exists; a link is followed.</param>
    /// <exception cref="IOException">The system does not say.</exception>
    public static bool IsTrusted(string path)
    {
        byte* structure = stackalloc byte[StructureBytes];
        if (ReadStatus(CurrentFolder, path, 0, OwnerWanted, structure) != 0)
        {
            throw new IOException($"{path}: its owner is not known: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        uint owner = Unsafe.ReadUnaligned<uint>(structure + OwnerOffset);
        return owner == Root || owner == EffectiveUser();
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ReadStatus(int folder, string path, int flags, uint mask, byte* structure);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();
}
