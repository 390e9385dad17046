using System.Text.Json;
using SqueezeBert.Gpu.Execution;
using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Cli.Output;

/// <summary>
/// Profiled runs in the trace event format that chrome://tracing and Perfetto read ("Trace Event Format", Google 2016): one
/// complete event a node and run, the runs end to end.
/// </summary>
internal static class ChromeTrace
{
    private const int Process = 1;
    private const int Thread = 1;

    /// <summary>Writes a trace.</summary>
    /// <param name="output">Where.</param>
    /// <param name="process">What ran, for people.</param>
    /// <param name="thread">On what, for people.</param>
    /// <param name="runs">The runs.</param>
    public static void Write(TextWriter output, string process, string thread, IEnumerable<RunProfile> runs)
    {
        using var document = JsonOutput.Lines(output);
        document.Write(json =>
        {
            json.WriteString("displayTimeUnit", "ms");
            json.WriteStartArray("traceEvents");
            WriteName(json, "process_name", process);
            WriteName(json, "thread_name", thread);
            TimeSpan begin = TimeSpan.Zero;
            int number = 0;
            foreach (RunProfile run in runs)
            {
                foreach (NodeProfile node in run.Nodes)
                {
                    WriteEvent(json, node, begin + node.Start, number, run.Batch);
                }

                begin += run.Elapsed;
                number++;
            }

            json.WriteEndArray();
        });
    }

    private static void WriteName(Utf8JsonWriter json, string kind, string name)
    {
        json.WriteStartObject();
        json.WriteString("name", kind);
        json.WriteString("ph", "M");
        WritePlace(json);
        json.WriteStartObject("args");
        json.WriteText("name", name);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteEvent(Utf8JsonWriter json, NodeProfile profile, TimeSpan start, int run, BatchShape batch)
    {
        json.WriteStartObject();
        json.WriteString("name", profile.Node.Operation.Name);
        json.WriteString("cat", "operation");
        json.WriteString("ph", "X");
        WritePlace(json);
        json.WriteNumber("ts", start.TotalMicroseconds);
        json.WriteNumber("dur", profile.Elapsed.TotalMicroseconds);
        json.WriteStartObject("args");
        json.WriteText("node", profile.Node.Output.Name);
        json.WriteString("kernel", Quantity.Name(profile.Kernel));
        json.WriteNumber("run", run);
        WriteShapes(json, "inputs", profile.Node.Inputs, batch);
        WriteShapes(json, "outputs", profile.Node.Outputs, batch);
        json.WriteNumber("flops", profile.FloatingPointOperations);
        json.WriteNumber("bytes", profile.BytesMoved);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WritePlace(Utf8JsonWriter json)
    {
        json.WriteNumber("pid", Process);
        json.WriteNumber("tid", Thread);
    }

    private static void WriteShapes(Utf8JsonWriter json, string name, IEnumerable<Value> values, BatchShape batch)
    {
        json.WriteStartObject(name);
        foreach (Value value in values.Distinct())
        {
            json.WriteText(value.Name, ShapeText.Of(value.Type, batch));
        }

        json.WriteEndObject();
    }
}
