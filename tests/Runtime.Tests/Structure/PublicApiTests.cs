using PublicApiGenerator;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Runtime.Tests.Structure;

/// <summary>
/// The public surface, approved as text beside this test. A change shows in the diff of that file: run the tests with
/// SQUEEZEBERT_APPROVE=1 to write it anew, read it, commit it.
/// </summary>
public sealed class PublicApiTests
{
    private static readonly string[] Ignored =
        ["System.Runtime.CompilerServices.InternalsVisibleToAttribute", "System.Reflection.AssemblyMetadataAttribute"];

    [TestCase("SqueezeBert.Gpu")]
    [TestCase("SqueezeBert.Gpu.Kernels")]
    public void Is_the_approved_one(string assembly)
    {
        string found = System.Reflection.Assembly.Load(assembly)
            .GeneratePublicApi(new ApiGeneratorOptions { ExcludeAttributes = Ignored })
            .ReplaceLineEndings("\n") + "\n";
        string approved = Path.Combine(Folder(), $"{assembly}.approved.txt");
        Assert.That(found, Is.EqualTo(ApprovedFile.Text(approved, found)), $"see {approved}");
    }

    private static string Folder([System.Runtime.CompilerServices.CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
