using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels.Tests.Devices;

public sealed class DisposalTests
{
    private readonly List<string> done = [];

    [SetUp]
    public void Clear() => done.Clear();

    [Test]
    public void Every_step_is_taken_and_a_single_error_comes_as_it_is()
    {
        var error = new DeviceException("b");
        Assert.That(() => Disposal.InTurn(Step("a"), Step("b", error), Step("c")), Throws.Exception.SameAs(error));
        Assert.That(done, Is.EqualTo(new[] { "a", "b", "c" }));
    }

    [Test]
    public void Several_errors_come_together_in_their_order_those_of_parts_of_parts_too()
    {
        var first = new DeviceException("b");
        var second = new InvalidOperationException("c");
        var third = new DeviceException("e");
        AggregateException? all = Assert.Throws<AggregateException>(() => Disposal.InTurn(
            Step("a"), () => Disposal.InTurn(Step("b", first), Step("c", second)), Step("d"), Step("e", third)));
        Assert.Multiple(() =>
        {
            Assert.That(all!.InnerExceptions, Is.EqualTo(new Exception[] { first, second, third }));
            Assert.That(done, Is.EqualTo(new[] { "a", "b", "c", "d", "e" }));
        });
    }

    [Test]
    public void Parts_that_never_came_to_be_are_passed_over()
    {
        using var part = new MemoryStream();
        Disposal.Of(null, part);
        Assert.That(part.CanRead, Is.False);
    }

    private Action Step(string name, Exception? error = null) => () =>
    {
        done.Add(name);
        if (error is not null)
        {
            throw error;
        }
    };
}
