using System.CommandLine;
using System.Globalization;
using SqueezeBert.Gpu.Configuration;
using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Cli.Commands;

/// <summary><c>--shapes</c>: several batches for one process, given as a list or line by line on stdin.</summary>
internal sealed class ShapesOption
{
    private const string StandardInput = "-";
    private const string Expected = "batch x sequence, such as 8x128";

    private readonly Option<string?> option = new("--shapes")
    {
        Description = "Several shapes instead of --batch and --sequence, such as 1x16,8x128, or - to read them from stdin, one a " +
            "line, each as soon as it comes. JSON is then an object a line.",
        HelpName = "LIST",
    };

    /// <summary>Creates the option.</summary>
    public ShapesOption() => option.Validators.Add(result =>
    {
        string given = result.Tokens[0].Value;
        if (given != StandardInput && given.Split(',').FirstOrDefault(item => !TryParse(item, out _, out _)) is { } wrong)
        {
            result.AddError($"--shapes: expected {Expected}, found '{wrong}'");
        }
    });

    /// <summary>The option itself.</summary>
    public Option Option => option;

    /// <summary>The shapes, as they come; null where the option was not given.</summary>
    /// <exception cref="UsageException">
    /// A line of stdin is no shape, or the model takes no batch of a shape; thrown when the shape is reached.
    /// </exception>
    public IEnumerable<BatchShape>? Read(Invocation invocation, ModelConfiguration configuration)
    {
        IEnumerable<string>? items = invocation.Get(option) switch
        {
            null => null,
            StandardInput => Lines(invocation),
            string list => list.Split(','),
        };
        return items?.Select(item => TryParse(item, out int batch, out int sequence)
            ? BatchOptions.Fitting(option.Name, batch, sequence, configuration)
            : throw new UsageException($"{option.Name}: expected {Expected}, found '{item}'"));
    }

    private static IEnumerable<string> Lines(Invocation invocation)
    {
        using var reader = new StreamReader(invocation.Streams.OpenInput());
        while (reader.ReadLineAsync(invocation.CancellationToken).AsTask().GetAwaiter().GetResult() is { } line)
        {
            yield return line;
        }
    }

    private static bool TryParse(string text, out int batch, out int sequence)
    {
        string[] sizes = text.Split('x');
        batch = sequence = 0;
        return sizes.Length == 2 && TryPositive(sizes[0], out batch) && TryPositive(sizes[1], out sequence);
    }

    private static bool TryPositive(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
