using System.Reflection;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using static ArchUnitNET.Fluent.ArchRuleDefinition;
using ReflectionAssembly = System.Reflection.Assembly;

namespace SqueezeBert.Gpu.Runtime.Tests.Structure;

/// <summary>
/// The layers: an arrow may only point down. Each namespace lists what it may use besides itself; everything else of this
/// library is above it or beside it.
/// </summary>
public sealed class LayerTests
{
    private const string Root = "SqueezeBert.Gpu";

    // From the top to the bottom. Files holds small readers that everything below Models shares.
    private static readonly (string Layer, string[] MayUse)[] Layers =
    [
        ("Pipelines", ["Models", "Tokenization", "Configuration", "Devices"]),
        ("Models", ["Execution", "Passes", "Graph", "Weights", "Configuration", "Devices", "Kernels.ElementType"]),
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
    ];

    private static readonly Architecture Library = new ArchLoader()
        .LoadAssemblies(typeof(Gpu.Models.Model).Assembly, typeof(SqueezeBertException).Assembly)
        .Build();

    private static IEnumerable<TestCaseData> Forbidden()
    {
        foreach ((string layer, string[] mayUse) in Layers)
        {
            foreach ((string other, _) in Layers)
            {
                if (other != layer && !mayUse.Contains(other))
                {
                    string[] exceptions = [.. mayUse.Where(used => used.StartsWith(other + ".", StringComparison.Ordinal))];
                    yield return new TestCaseData(layer, other, exceptions).SetArgDisplayNames(layer, other);
                }
            }
        }
    }

    [TestCaseSource(nameof(Forbidden))]
    public void Does_not_use(string layer, string other, string[] exceptions)
    {
        Assert.That(Violations(layer, other, exceptions), Is.Empty);
    }

    // Without this, a rule that matches nothing would pass every case above.
    [Test]
    public void An_arrow_that_exists_is_seen() => Assert.Multiple(() =>
    {
        Assert.That(Violations("Execution", "Kernels", []), Is.Not.Empty);
        Assert.That(Violations("Models", "Kernels", []), Is.Not.Empty);
    });

    [Test]
    public void Every_namespace_belongs_to_a_layer()
    {
        string[] known = [.. Layers.Select(layer => $"{Root}.{layer.Layer}"), Root];
        var assemblies = new ReflectionAssembly[] { typeof(Gpu.Models.Model).Assembly, typeof(SqueezeBertException).Assembly };
        string[] strangers =
        [
            .. assemblies.SelectMany(assembly => assembly.GetTypes())
                .Select(type => type.Namespace ?? "")
                .Where(name => name.StartsWith(Root, StringComparison.Ordinal))
                .Where(name => !known.Any(layer => name == layer || name.StartsWith(layer + ".", StringComparison.Ordinal)))
                .Distinct(),
        ];
        Assert.That(strangers, Is.Empty);
    }

    [Test]
    public void Kernels_know_nothing_of_the_runtime()
    {
        AssemblyName[] references = typeof(SqueezeBertException).Assembly.GetReferencedAssemblies();
        Assert.That(references.Select(reference => reference.Name), Has.None.EqualTo("SqueezeBert.Gpu"));
    }

    private static string[] Violations(string layer, string other, string[] exceptions)
    {
        string[] excepted = [.. exceptions.Select(name => $"{Root}.{name}")];
        var rule = Types().That().ResideInNamespaceMatching(Pattern(layer))
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching(Pattern(other)).And().AreNot(
                Library.Types.Where(type => excepted.Contains(type.FullName))))
            .WithoutRequiringPositiveResults();
        return [.. rule.Evaluate(Library).Where(result => !result.Passed).Select(result => result.Description)];
    }

    private static string Pattern(string layer) =>
        $"^{Root.Replace(".", "\\.", StringComparison.Ordinal)}\\.{layer.Replace(".", "\\.", StringComparison.Ordinal)}($|\\.)";
}
