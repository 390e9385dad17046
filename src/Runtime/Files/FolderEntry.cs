namespace SqueezeBert.Gpu.Files;

/// <summary>What folders say of files that are not opened yet.</summary>
internal static class FolderEntry
{
    // As many as Linux follows.
    private const int MostLinks = 40;

    /// <summary>
    /// The length of a file. That of a link would be the length of its own text, so links are followed: in Hugging Face's cache
    /// every file is one.
    /// </summary>
    /// <exception cref="IOException">The file is missing, or links lead in a circle.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder may not be read.</exception>
    public static long LengthOf(string path)
    {
        int links = 0;
        return new FileInfo(Followed(Path.GetFullPath(path), ref links)).Length;
    }

    // Folders first: .NET takes "link/.." for the folder that holds the link, the system for the one above the link's target.
    private static string Followed(string path, ref int links)
    {
        if (Path.GetDirectoryName(path) is not { } folder)
        {
            return path;
        }

        folder = Followed(folder, ref links);
        string entry = Path.Combine(folder, Path.GetFileName(path));
        if (new FileInfo(entry).LinkTarget is not { } target)
        {
            return entry;
        }

        return ++links <= MostLinks
            ? Followed(Path.GetFullPath(target, folder), ref links)
            : throw new IOException($"more than {MostLinks} links lead on from one another");
    }
}
