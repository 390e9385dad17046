using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.HardwarePack.Tests;

/// <summary>The layers of the hardware pack. What its root namespace holds, all of them share.</summary>
public sealed class LayerTests
{
    // From the top to the bottom.
    private static readonly LayerRules Rules = new(
        "SqueezeBert.Gpu.HardwarePack",
        [
            ("Steps", ["Children", "Results"]),
            ("Children", ["Ceilings", "Results"]),
            ("Ceilings", []),
            ("Results", []),
        ],
        typeof(RunCommand).Assembly);

    private static IEnumerable<TestCaseData> Forbidden() => Rules.Forbidden();

    [TestCaseSource(nameof(Forbidden))]
    public void Does_not_use(string layer, string other, string[] exceptions)
    {
        Assert.That(Rules.Violations(layer, other, exceptions), Is.Empty);
    }

    [Test]
    public void An_arrow_that_exists_is_seen() => Assert.That(Rules.Violations("Steps", "Children"), Is.Not.Empty);

    [Test]
    public void Every_namespace_belongs_to_a_layer() => Assert.That(Rules.Strangers(), Is.Empty);
}
