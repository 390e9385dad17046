namespace SqueezeBert.Gpu.Devices.Caching;

/// <summary>The folder for kept kernels. What lies there is run, so that nobody else may be able to write there.</summary>
internal static class CacheFolder
{
    /// <summary>The environment variable that moves the folder, or switches keeping off.</summary>
    public const string Variable = "SQUEEZEBERT_KERNEL_CACHE";

    private const string Off = "off";
    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Others = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>The folder that the options and the environment ask for, made if there is none, or why it cannot be used.</summary>
    /// <param name="options">What the caller wants.</param>
    public static KernelCacheReport Find(DeviceOptions options)
    {
        string? folder = Choose(options, Environment.GetEnvironmentVariable(Variable));
        string? problem = folder is null ? null : Prepare(folder);
        return new KernelCacheReport(problem is null ? folder : null, 0, 0, 0, problem);
    }

    /// <summary>The folder that <see cref="Find"/> would find or make, and what is there.</summary>
    /// <param name="options">What the caller wants.</param>
    public static KernelCacheContents Look(DeviceOptions options)
    {
        string? folder = Choose(options, Environment.GetEnvironmentVariable(Variable));
        string? problem = folder is null ? null : Try(WhyNotUsable, folder);
        bool exists = Directory.Exists(folder);
        return problem is null && exists
            ? new KernelStore(folder!).TakeStock()
            : new KernelCacheContents(problem is null ? folder : null, exists, 0, 0, TimeSpan.Zero, problem);
    }

    /// <summary>Where kernels are to be kept.</summary>
    /// <param name="options">What the caller wants.</param>
    /// <param name="variable">What <see cref="Variable"/> holds.</param>
    /// <returns>A full path; empty where this user has no cache; null where none are to be kept.</returns>
    public static string? Choose(DeviceOptions options, string? variable)
    {
        if (!options.KeepsKernels)
        {
            return null;
        }

        if (options.KernelCacheFolder is { } folder)
        {
            return Path.GetFullPath(folder);
        }

        return string.IsNullOrEmpty(variable) ? Default() : variable == Off ? null : Path.GetFullPath(variable);
    }

    /// <summary>Makes the folder, for its owner alone, if there is none.</summary>
    /// <param name="folder">A full path.</param>
    /// <returns>Null where it can be used, else why not.</returns>
    public static string? Prepare(string folder) => Try(WhyNotUsable, folder) ?? Try(Make, folder);

    private static string? Try(Func<string, string?> problemOf, string folder)
    {
        try
        {
            return problemOf(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error.Message;
        }
    }

    private static string? Make(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OnlyOwner);
        }

        return WhyNotUsable(folder);
    }

    private static string Default()
    {
        const Environment.SpecialFolderOption Unchecked = Environment.SpecialFolderOption.DoNotVerify;
        if (OperatingSystem.IsWindows())
        {
            string local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Unchecked);
            return local.Length == 0 ? "" : Path.Combine(local, "SqueezeBert.Gpu", "Kernels");
        }

        // The XDG Base Directory Specification: a relative path is to be ignored.
        string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Unchecked);
        return Path.IsPathFullyQualified(cache ?? "") ? Path.Combine(cache!, "squeezebert-gpu", "kernels")
            : home.Length > 0 ? Path.Combine(home, ".cache", "squeezebert-gpu", "kernels")
            : "";
    }

    // Of a folder that need not be there yet.
    private static string? WhyNotUsable(string folder)
    {
        if (folder.Length == 0)
        {
            return "this user has no folder for caches";
        }

        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsWindows())
        {
            return "kernels are kept on Linux and Windows only";
        }

        for (string? path = folder; path is not null; path = Path.GetDirectoryName(path))
        {
            // Folders of a user are that user's on Windows; other ones are the choice of whoever names them.
            if (File.Exists(path))
            {
                return $"{path}: it is not a folder";
            }

            if (!OperatingSystem.IsWindows() && Directory.Exists(path) && WhyNotSafe(folder, path) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static string? WhyNotSafe(string folder, string path)
    {
        UnixFileMode mode = File.GetUnixFileMode(path);
        if (path == folder)
        {
            return !FileOwner.IsTrusted(folder) ? $"{folder}: it belongs to another user"
                : (mode & Others) != 0 ? $"{folder}: other users may write there"
                : null;
        }

        // Whoever can write there could put another folder in place; under the sticky bit only where it is theirs.
        return mode.HasFlag(UnixFileMode.OtherWrite) && !mode.HasFlag(UnixFileMode.StickyBit)
            ? $"{folder}: other users may write to {path}"
            : null;
    }
}
