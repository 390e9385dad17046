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
    public static string? Prepare(string folder)
    {
        try
        {
            if (folder.Length == 0)
            {
                return "this user has no folder for caches";
            }

            if (OperatingSystem.IsWindows())
            {
                // Folders of a user are that user's there; other ones are the choice of whoever names them.
                Directory.CreateDirectory(folder);
                return null;
            }

            Directory.CreateDirectory(folder, OnlyOwner);
            return WhyNotSafe(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error.Message;
        }
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

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static string? WhyNotSafe(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return "kernels are kept on Linux and Windows only";
        }

        if (!FileOwner.IsTrusted(folder))
        {
            return $"{folder}: it belongs to another user";
        }

        if ((File.GetUnixFileMode(folder) & Others) != 0)
        {
            return $"{folder}: other users may write there";
        }

        for (DirectoryInfo? above = Directory.GetParent(folder); above is not null; above = above.Parent)
        {
            // Whoever can write there could put another folder in place; under the sticky bit only where it is theirs.
            UnixFileMode mode = File.GetUnixFileMode(above.FullName);
            if (mode.HasFlag(UnixFileMode.OtherWrite) && !mode.HasFlag(UnixFileMode.StickyBit))
            {
                return $"{folder}: other users may write to {above.FullName}";
            }
        }

        return null;
    }
}
