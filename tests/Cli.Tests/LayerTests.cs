using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Cli.Tests;

/// <summary>The layers of the command line. What its root namespace holds, all of them share.</summary>
public sealed class LayerTests
{
    // From the top to the bottom.
    private static readonly LayerRules Rules = new(
        "SqueezeBert.Gpu.Cli",
        [
            ("Commands", ["Input", "Diagrams", "Output"]),
            ("Input", ["Output"]),
            ("Diagrams", ["Output"]),
            ("Output", []),
        ],
        typeof(Tool).Assembly);

    private static IEnumerable<TestCaseData> Forbidden() => Rules.Forbidden();

    [TestCaseSource(nameof(Forbidden))]
    public void Does_not_use(string layer, string other, string[] exceptions)
    {
        Assert.That(Rules.Violations(layer, other, exceptions), Is.Empty);
    }

    [Test]
    public void An_arrow_that_exists_is_seen() => Assert.That(Rules.Violations("Commands", "Output"), Is.Not.Empty);

    [Test]
    public void Every_namespace_belongs_to_a_layer() => Assert.That(Rules.Strangers(), Is.Empty);
}
