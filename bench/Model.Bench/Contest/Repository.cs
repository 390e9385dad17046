namespace SqueezeBert.Gpu.ModelBench.Contest;

/// <summary>The working copy that this program was built in.</summary>
internal static class Repository
{
    private const string Solution = "SqueezeBert.Gpu.sln";

    /// <summary>Its root.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Solution)))
            {
                return folder.FullName;
            }
        }

        throw new BenchException($"{AppContext.BaseDirectory} lies in no folder that has {Solution}");
    }
}
