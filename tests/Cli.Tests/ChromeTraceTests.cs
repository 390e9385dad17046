using System.Text.Json;
using SqueezeBert.Gpu.Cli.Output;
using SqueezeBert.Gpu.Execution;
using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Cli.Tests;

/// <summary>The trace, as its readers expect it.</summary>
[TestFixture]
public sealed class ChromeTraceTests
{
    [Test]
    public void Events_are_complete_in_microseconds_and_the_runs_stand_end_to_end()
    {
        var graph = new GraphBuilder();
        Value x = graph.Input("x", TensorType.F32(Axis.Tokens, Axis.Channels(4)));
        var node = new Node(new Add(), [x, x], "sum \"of\" \u2028 x");
        var profile = new NodeProfile(
            node, KernelKind.Portable, TimeSpan.FromMicroseconds(10), TimeSpan.FromMicroseconds(2.5), 0, 480);
        var run = new RunProfile(new BatchShape(1, 10, 10), [profile], TimeSpan.FromMicroseconds(100), 320);
        using var text = new StringWriter { NewLine = "\n" };
        ChromeTrace.Write(text, "process", "thread", [run, run]);
        JsonElement[] events = [.. JsonDocument.Parse(text.ToString()).RootElement.GetProperty("traceEvents").EnumerateArray()];
        Assert.Multiple(() =>
        {
            Assert.That(events.Select(one => one.GetProperty("ph").GetString()), Is.EqualTo(new[] { "M", "M", "X", "X" }));
            Assert.That(events[2..].Select(one => one.GetProperty("ts").GetDouble()), Is.EqualTo(new[] { 10.0, 110 }));
            Assert.That(events[2..].Select(one => one.GetProperty("dur").GetDouble()), Is.All.EqualTo(2.5));
            Assert.That(events.Select(one => one.GetProperty("pid").GetInt32()), Is.All.EqualTo(1));
            Assert.That(events.Select(one => one.GetProperty("tid").GetInt32()), Is.All.EqualTo(1));
            JsonElement arguments = events[3].GetProperty("args");
            Assert.That(events[3].GetProperty("name").GetString(), Is.EqualTo("Add"));
            Assert.That(arguments.GetProperty("node").GetString(), Is.EqualTo(node.Output.Name));
            Assert.That(arguments.GetProperty("run").GetInt32(), Is.EqualTo(1));
            Assert.That(arguments.GetProperty("inputs").GetProperty("x").GetString(), Is.EqualTo("f32[tokens 10, channels 4]"));
            Assert.That(arguments.GetProperty("kernel").GetString(), Is.EqualTo("portable"));
            Assert.That(arguments.GetProperty("bytes").GetInt64(), Is.EqualTo(480));
        });
    }
}
