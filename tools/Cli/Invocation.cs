using System.CommandLine;
using System.CommandLine.Parsing;
using SqueezeBert.Gpu.Cli.Output;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Models;

namespace SqueezeBert.Gpu.Cli;

/// <summary>One run of a command: its arguments, its streams and what the common options say.</summary>
internal sealed class Invocation(
    ParseResult parsed, CommonOptions common, ToolStreams streams, CancellationToken cancellationToken)
{
    private ComputeDevice? opened;

    /// <summary>Where it reads and writes.</summary>
    public ToolStreams Streams => streams;

    /// <summary>Cancelled by Ctrl-C.</summary>
    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Whether results are JSON.</summary>
    public bool IsJson => parsed.GetValue(common.Json);

    /// <summary>How a model is brought to the device.</summary>
    public SessionOptions SessionOptions => new()
    {
        WeightStorage = parsed.GetValue(common.Precision),
        CudaGraphs = parsed.GetValue(common.CudaGraphs) == Switch.On,

        // A command's first batch is often its only one.
        WarmUp = false,
    };

    /// <summary>The value of an option, or its default.</summary>
    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    /// <summary>The value of an argument, or its default.</summary>
    public T? Get<T>(Argument<T> argument) => parsed.GetValue(argument);

    /// <summary>The value of an argument that must be given.</summary>
    public T GetRequired<T>(Argument<T> argument) => parsed.GetRequiredValue(argument);

    /// <summary>The value of an option that must be given.</summary>
    public T GetRequired<T>(Option<T> option) => parsed.GetRequiredValue(option);

    /// <summary>Whether an option was given.</summary>
    public bool Has(Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>How many arguments stand behind <c>--</c>, and so are what they are.</summary>
    public int LiteralArguments => parsed.Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash).Skip(1).Count();

    /// <summary>How a device is opened, but for its index.</summary>
    public DeviceOptions DeviceOptions
    {
        get
        {
            string? cache = parsed.GetValue(common.KernelCache);
            return new DeviceOptions
            {
                Threads = parsed.GetValue(common.Threads) ?? 0,
                KeepsKernels = cache != "off",
                KernelCacheFolder = cache,
            };
        }
    }

    /// <summary>Opens the device that the common options ask for; the caller owns it.</summary>
    public ComputeDevice OpenDevice()
    {
        DeviceChoice choice = parsed.GetValue(common.Device);
        opened = ComputeDevices.Open(choice.Kind, DeviceOptions with { Index = choice.Index });
        return opened;
    }

    /// <summary>Says what kept compiled kernels from being found or kept on the device that was opened, if anything did.</summary>
    public void SayCacheProblem() => SayCacheProblem(opened?.KernelCache.Problem);

    /// <summary>Says what keeps compiled kernels from being found or kept, if anything does.</summary>
    public void SayCacheProblem(string? problem)
    {
        if (problem is not null)
        {
            Say($"kernel cache: {problem}");
        }
    }

    /// <summary>Says something that is no result.</summary>
    public void Say(string message) => streams.Error.WriteLine(PrintableText.OneLine(message));
}
