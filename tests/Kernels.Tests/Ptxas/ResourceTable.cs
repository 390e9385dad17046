using System.Globalization;
using System.Runtime.CompilerServices;
using SqueezeBert.Gpu.PtxInterpreter;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Kernels.Tests.Ptxas;

/// <summary>
/// What every kernel takes of an architecture, approved as text in Resources/: a kernel a line, in the order of the names. Blocks
/// and warps are those that a multiprocessor has room for.
/// </summary>
internal static class ResourceTable
{
    private const string Columns = "threads\tregisters\tshared bytes\tblocks of an SM\twarps of an SM";

    private const string HowToApprove =
        $"if that is meant, run AssemblyTests with {ApprovedFile.Variable}=1, read the diff of the table and commit it";

    /// <summary>Compares with what is committed.</summary>
    /// <param name="architecture">80 stands for sm_80.</param>
    /// <param name="assembler">The version of ptxas: others take other registers.</param>
    /// <param name="kernels">Every kernel, sorted.</param>
    public static void Check(int architecture, string assembler, IReadOnlyList<AssembledKernel> kernels)
    {
        string head = $"sm_{architecture}, ptxas {assembler}";
        string path = Path.Combine(Folder(), "Resources", $"sm_{architecture}.tsv");
        var limits = Multiprocessor.Of(architecture);
        string[] found = [$"{head}\t{Columns}", .. kernels.Select(kernel => Line(kernel, limits))];
        string text = ApprovedFile.Text(path, string.Concat(found.Select(line => $"{line}\n")));
        string[] approved = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(approved[0].Split('\t')[0], Is.EqualTo(head), $"{path} was approved for another assembler");
        string differences = string.Join('\n', Differences(Rows(approved), Rows(found)));
        if (differences.Length > 0)
        {
            // All of them, where a constraint would show the first ten.
            Assert.Fail($"{path}: {HowToApprove}\n{differences}");
        }
    }

    private static string Line(AssembledKernel kernel, Multiprocessor limits)
    {
        (int registers, int shared) = (kernel.Report.Registers, kernel.Report.SharedBytes);
        int blocks = limits.BlocksOf(kernel.Threads, registers, shared);
        int warps = blocks * Multiprocessor.WarpsOf(kernel.Threads);
        return string.Create(
            CultureInfo.InvariantCulture, $"{kernel.Name}\t{kernel.Threads}\t{registers}\t{shared}\t{blocks}\t{warps}");
    }

    // The first column is the key; the heading stands among the rows, so that columns are compared too.
    private static Dictionary<string, string[]> Rows(string[] lines) => lines
        .Select(line => line.Split('\t'))
        .ToDictionary(cells => cells[0], cells => cells[1..], StringComparer.Ordinal);

    private static IEnumerable<string> Differences(Dictionary<string, string[]> approved, Dictionary<string, string[]> found)
    {
        string[] columns = Columns.Split('\t');
        foreach (string kernel in approved.Keys.Union(found.Keys).Order(StringComparer.Ordinal))
        {
            if (!found.TryGetValue(kernel, out string[]? now))
            {
                yield return $"{kernel}: approved, but there is no such kernel";
            }
            else if (!approved.TryGetValue(kernel, out string[]? before))
            {
                yield return $"{kernel}: not approved yet ({Describe(columns, now)})";
            }
            else if (!now.SequenceEqual(before))
            {
                yield return $"{kernel}: expected {Describe(columns, before)}; found {Describe(columns, now)}";
            }
        }
    }

    private static string Describe(string[] columns, string[] cells) =>
        string.Join(", ", columns.Zip(cells, (column, cell) => $"{cell} {column}"));

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
