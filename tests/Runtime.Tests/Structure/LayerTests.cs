using System.Reflection;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Runtime.Tests.Structure;

/// <summary>The layers of the library.</summary>
public sealed class LayerTests
{
    // From the top to the bottom. Files holds small readers that everything below Models shares.
    private static readonly LayerRules Rules = new(
        "SqueezeBert.Gpu",
        [
            ("Pipelines", ["Models", "Tokenization", "Configuration", "Devices"]),
            ("Models", ["Execution", "Passes", "Graph", "Weights", "Configuration", "Files", "Devices", "Kernels.ElementType"]),
            ("Execution", ["Planning", "Graph", "Weights", "Devices", "Kernels"]),
            ("Planning", ["Graph"]),
            ("Passes", ["Graph"]),
            ("Tokenization", ["Files"]),
            ("Graph", []),
            ("Weights", ["Files"]),
            ("Configuration", ["Files"]),
            ("Files", []),
            ("Kernels", ["Devices"]),
            ("Devices", []),
        ],
        typeof(Gpu.Models.Model).Assembly, typeof(SqueezeBertException).Assembly);

    private static IEnumerable<TestCaseData> Forbidden() => Rules.Forbidden();

    [TestCaseSource(nameof(Forbidden))]
    public void Does_not_use(string layer, string other, string[] exceptions)
    {
        Assert.That(Rules.Violations(layer, other, exceptions), Is.Empty);
    }

    // Without this, a rule that matches nothing would pass every case above.
    [Test]
    public void An_arrow_that_exists_is_seen() => Assert.Multiple(() =>
    {
        Assert.That(Rules.Violations("Execution", "Kernels"), Is.Not.Empty);
        Assert.That(Rules.Violations("Models", "Kernels"), Is.Not.Empty);
    });

    [Test]
    public void Every_namespace_belongs_to_a_layer() => Assert.That(Rules.Strangers(), Is.Empty);

    [Test]
    public void Kernels_know_nothing_of_the_runtime()
    {
        AssemblyName[] references = typeof(SqueezeBertException).Assembly.GetReferencedAssemblies();
        Assert.That(references.Select(reference => reference.Name), Has.None.EqualTo("SqueezeBert.Gpu"));
    }
}
