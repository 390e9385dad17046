using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using static ArchUnitNET.Fluent.ArchRuleDefinition;
using ReflectionAssembly = System.Reflection.Assembly;

namespace SqueezeBert.Gpu.Testing;

/// <summary>
/// The layers of a library or a program: an arrow may only point down. Each namespace lists what it may use besides itself;
/// every other layer is above it or beside it. The root namespace is no layer. Constants leave no trace of where they came from,
/// so that a use of nothing else is not seen.
/// </summary>
public sealed class LayerRules
{
    private readonly string root;
    private readonly IReadOnlyList<(string Layer, string[] MayUse)> layers;
    private readonly ReflectionAssembly[] assemblies;
    private readonly Architecture architecture;

    /// <summary>Looks at assemblies.</summary>
    /// <param name="root">The namespace in which the layers are.</param>
    /// <param name="layers">From the top to the bottom; what one may use is a layer, or a type by its name below the root.</param>
    /// <param name="assemblies">Which.</param>
    public LayerRules(
        string root, IReadOnlyList<(string Layer, string[] MayUse)> layers, params ReflectionAssembly[] assemblies)
    {
        this.root = root;
        this.layers = layers;
        this.assemblies = assemblies;
        architecture = new ArchLoader().LoadAssemblies(assemblies).Build();
    }

    /// <summary>Every layer with every layer that it may not use, and the types of that which it may: arguments for
    /// <see cref="Violations"/>.</summary>
    public IEnumerable<TestCaseData> Forbidden()
    {
        foreach ((string layer, string[] mayUse) in layers)
        {
            foreach ((string other, _) in layers)
            {
                if (other != layer && !mayUse.Contains(other))
                {
                    string[] exceptions = [.. mayUse.Where(used => used.StartsWith(other + ".", StringComparison.Ordinal))];
                    yield return new TestCaseData(layer, other, exceptions).SetArgDisplayNames(layer, other);
                }
            }
        }
    }

    /// <summary>What uses, in one layer, another one.</summary>
    /// <param name="layer">The layer that may not.</param>
    /// <param name="other">What it may not use.</param>
    /// <param name="exceptions">Types of the other that it may use, by their names below the root.</param>
    public string[] Violations(string layer, string other, params string[] exceptions)
    {
        string[] excepted = [.. exceptions.Select(name => $"{root}.{name}")];
        var rule = Types().That().ResideInNamespaceMatching(Pattern(layer))
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching(Pattern(other)).And().AreNot(
                architecture.Types.Where(type => excepted.Contains(type.FullName))))
            .WithoutRequiringPositiveResults();
        return [.. rule.Evaluate(architecture).Where(result => !result.Passed).Select(result => result.Description)];
    }

    /// <summary>Namespaces below the root that belong to no layer.</summary>
    public string[] Strangers() =>
    [
        .. assemblies.SelectMany(assembly => assembly.GetTypes())
            .Select(type => type.Namespace ?? "")
            .Where(name => name.StartsWith(root, StringComparison.Ordinal))
            .Where(name => name != root && !layers.Any(layer => IsIn(name, $"{root}.{layer.Layer}")))
            .Distinct(),
    ];

    private static bool IsIn(string name, string layer) =>
        name == layer || name.StartsWith(layer + ".", StringComparison.Ordinal);

    private string Pattern(string layer) =>
        $"^{root.Replace(".", "\\.", StringComparison.Ordinal)}\\.{layer.Replace(".", "\\.", StringComparison.Ordinal)}($|\\.)";
}
