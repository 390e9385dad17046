using System.CommandLine;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.HardwarePack.Steps;

namespace SqueezeBert.Gpu.HardwarePack.Tests;

/// <summary>The command line.</summary>
public sealed class RunCommandTests
{
    [Test]
    public void Without_arguments_everything_is_done_over_the_whole_grid()
    {
        RunOptions options = Read();
        Assert.Multiple(() =>
        {
            Assert.That(options.Device, Is.EqualTo(DeviceKind.Auto));
            Assert.That(options.Steps, Is.EqualTo(Plan.Names));
            Assert.That(options.Precisions, Is.EqualTo(new[] { "f32", "tf32", "f16", "bf16" }));
            Assert.That(options.Budget, Is.EqualTo(TimeSpan.FromMinutes(25)));
            Assert.That(
                options.Grid.Select(shape => (shape.Batch, shape.Sequence)),
                Is.EquivalentTo(
                    from batch in new[] { 1, 8, 32, 128 } from sequence in new[] { 16, 128, 384, 512 } select (batch, sequence)));
        });
    }

    [Test]
    public void Options_say_otherwise()
    {
        RunOptions options = Read(
            "--device", "opencl", "--minutes", "0.5", "--steps", "grid,machine", "--grid", "2x3", "--precision", "f16,tf32");
        Assert.Multiple(() =>
        {
            Assert.That(options.Device, Is.EqualTo(DeviceKind.OpenCL));
            Assert.That(options.Budget, Is.EqualTo(TimeSpan.FromSeconds(30)));
            Assert.That(options.Steps, Is.EqualTo(new[] { "grid", "machine" }));
            Assert.That($"{options.Grid.Single()}", Is.EqualTo("2x3"));
            Assert.That(options.Precisions, Is.EqualTo(new[] { "f16", "tf32" }));
        });
    }

    [Test]
    public void Steps_come_in_the_order_of_their_worth_however_they_are_asked_for()
    {
        RunOptions some = Read("--steps", "grid,opencl-goldens,machine");
        Assert.That(
            new Plan(some, new Target(DeviceKind.Cuda, HasOpenCL: true)).Steps().Select(step => step.Name),
            Is.EqualTo(new[] { "machine", "grid", "opencl-goldens" }));
        Assert.That(
            new Plan(Read(), new Target(DeviceKind.Cpu, HasOpenCL: false)).Steps().Select(step => step.Name),
            Is.EqualTo(Plan.Names));
    }

    [TestCase("--device simulator", "--device")]
    [TestCase("--minutes 0", "--minutes")]
    [TestCase("--seconds -1", "--seconds")]
    [TestCase("--steps grid,everything", "'grid,everything'")]
    [TestCase("--grid 8x", "'8x'")]
    [TestCase("--precision f16,,f32", "--precision")]
    [TestCase("--no-such-option", "--no-such-option")]
    public void What_makes_no_sense_is_refused(string arguments, string named)
    {
        ParseResult parsed = new RunCommand().Parse(arguments);
        Assert.That(parsed.Errors.Select(error => error.Message), Has.Some.Contains(named));
    }

    private static RunOptions Read(params string[] arguments)
    {
        var command = new RunCommand();
        ParseResult parsed = command.Parse(arguments);
        Assert.That(parsed.Errors, Is.Empty);
        return command.Read(parsed);
    }
}
