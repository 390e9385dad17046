using System.Globalization;

namespace SqueezeBert.Gpu.Runtime.Tests.Roofline;

/// <summary>What kernels take of an architecture, as the tests of the kernels keep it.</summary>
internal sealed class ResourceTable
{
    private readonly string path;
    private readonly Dictionary<string, string[]> rows;

    private ResourceTable(string path)
    {
        this.path = path;
        rows = File.ReadLines(path)
            .Skip(1)
            .Select(line => line.Split('\t'))
            .ToDictionary(cells => cells[0], StringComparer.Ordinal);
    }

    /// <summary>Reads the table of an architecture.</summary>
    /// <param name="root">The root of the repository.</param>
    /// <param name="architecture">90 stands for sm_90.</param>
    public static ResourceTable Of(string root, int architecture) =>
        new(Path.Combine(root, "tests", "Kernels.Tests", "Ptxas", "Resources", $"sm_{architecture}.tsv"));

    /// <summary>Threads, registers, shared bytes, blocks and warps of a multiprocessor.</summary>
    /// <param name="kernel">Its name.</param>
    public int[] this[string kernel] => rows.TryGetValue(kernel, out string[]? cells)
        ? [.. cells[1..].Select(cell => int.Parse(cell, CultureInfo.InvariantCulture))]
        : throw new ArgumentException($"{path} has no line for {kernel}: write the tables anew first", nameof(kernel));
}
