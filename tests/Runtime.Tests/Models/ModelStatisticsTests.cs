using SqueezeBert.Gpu.Configuration;
using SqueezeBert.Gpu.Kernels;
using SqueezeBert.Gpu.Models;

namespace SqueezeBert.Gpu.Runtime.Tests.Models;

/// <summary>The papers' figures, from shapes alone.</summary>
public sealed class ModelStatisticsTests
{
    private static readonly ModelConfiguration Genuine = ModelConfiguration.SqueezeBertDefaults with { VocabularySize = 30528 };

    [Test]
    public void SqueezeBert_is_as_small_as_published() => Assert.Multiple(() =>
    {
        var statistics = ModelStatistics.For(Genuine);
        Assert.That(statistics.TrunkParameters / 1e6, Is.EqualTo(51.1).Within(0.05));
        Assert.That(statistics.FloatingPointOperations(1, 128) / 1e9, Is.EqualTo(7.40).Within(0.01));
    });

    [Test]
    public void Its_dense_counterpart_is_BERT_base() => Assert.Multiple(() =>
    {
        var statistics = ModelStatistics.DenseCounterpart(Genuine);
        Assert.That(statistics.TrunkParameters / 1e6, Is.EqualTo(109.5).Within(0.05));
        Assert.That(statistics.FloatingPointOperations(1, 128) / 1e9, Is.EqualTo(22.35).Within(0.01));
    });

    [Test]
    public void Configurations_and_kernels_know_the_same_activations() =>
        Assert.That(ModelConfiguration.KnownActivations, Is.EquivalentTo(ActivationNames.All));
}
