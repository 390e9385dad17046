using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.HardwarePack.Children;
using SqueezeBert.Gpu.HardwarePack.Results;
using SqueezeBert.Gpu.HardwarePack.Steps;
using SqueezeBert.Gpu.ModelBench;
using SqueezeBert.Gpu.ModelBench.Contest;

namespace SqueezeBert.Gpu.HardwarePack;

/// <summary>The run, which is what the program does.</summary>
internal sealed class RunCommand : RootCommand
{
    private const string Shapes =
        "1x128,32x128,8x128,1x16,1x384,1x512,32x384,128x128,8x16,8x384,8x512,32x16,32x512,128x16,128x384,128x512";

    private static readonly DeviceKind[] Devices = [DeviceKind.Auto, DeviceKind.Cuda, DeviceKind.OpenCL, DeviceKind.Cpu];

    private readonly Option<DeviceKind> device = new("--device")
    {
        Description = "auto, cuda, opencl or cpu.",
        DefaultValueFactory = _ => DeviceKind.Auto,
    };

    private readonly Option<double> minutes = new("--minutes")
    {
        Description = "How long all of it may take. Steps come in the order of their worth; what is not reached is said.",
        HelpName = "N",
        DefaultValueFactory = _ => 25,
    };

    private readonly ListOption<string> steps = Lists.Words("--steps", "What to do.", Plan.Names.Select(name => (name, name)));

    private readonly ListOption<BatchShape> grid = new(
        "--grid", "Batch x sequence, those that matter most first.", "shapes such as 8x128", Shapes, BatchShape.TryParse);

    private readonly ListOption<string> precisions = new(
        "--precision", "How weights are stored.", "words that squeezebert --precision takes", "f32,tf32,f16,bf16", TryWord);

    private readonly Option<double> seconds = new("--seconds")
    {
        Description = "How long each engine is timed at each shape, about.",
        HelpName = "T",
        DefaultValueFactory = _ => 0.5,
    };

    private readonly Option<string> python = new("--python")
    {
        Description = "The Python to look for PyTorch in.",
        HelpName = "FILE",
        DefaultValueFactory = _ => "python3",
    };

    private readonly Option<string> output = new("--out")
    {
        Description = "Where the JSON and the Markdown are written, again after each result.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "results",
    };

    private readonly Option<string> work = new("--work")
    {
        Description = "Where models with random weights are made (600 MB), and kept.",
        HelpName = "DIR",
        DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "squeezebert-hardware-pack"),
    };

    private readonly Option<string?> earlier = new("--continue")
    {
        Description = "The JSON of an earlier run on this machine: what it has is kept and not done again, but for the machine's facts.",
        HelpName = "FILE",
    };

    /// <summary>Creates the command.</summary>
    public RunCommand()
        : base("Proves and times SqueezeBert.Gpu on this machine's GPU.")
    {
        foreach (Option option in (Option[])[device, minutes, steps, grid, precisions, seconds, python, output, work, earlier])
        {
            Options.Add(option);
        }

        device.Validators.Add(result => Refuse(
            result, Devices.Contains(result.GetValueOrDefault<DeviceKind>()), "auto, cuda, opencl or cpu"));
        minutes.Validators.Add(result => Refuse(result, result.GetValueOrDefault<double>() is > 0 and < 1e4, "more than 0"));
        seconds.Validators.Add(result => Refuse(result, result.GetValueOrDefault<double>() is > 0 and < 1e4, "more than 0"));
        Subcommands.Add(new EmbeddedToolCommand());
        Subcommands.Add(new ProveCommand());
        Subcommands.Add(new CeilingCommand());
        Subcommands.Add(new MachineCommand());
        SetAction(arguments => Run(Read(arguments)));
    }

    /// <summary>The options of a command line without errors.</summary>
    public RunOptions Read(ParseResult arguments) => new(
        arguments.GetValue(device), TimeSpan.FromMinutes(arguments.GetValue(minutes)), steps.Of(arguments), grid.Of(arguments),
        precisions.Of(arguments), arguments.GetValue(seconds), arguments.GetRequiredValue(python),
        arguments.GetRequiredValue(output), arguments.GetRequiredValue(work), arguments.GetValue(earlier));

    private static int Run(RunOptions options)
    {
        using var deadline = new Deadline(options.Budget);
        using PosixSignalRegistration interrupt = EndAt(PosixSignal.SIGINT, deadline);
        using PosixSignalRegistration terminate = EndAt(PosixSignal.SIGTERM, deadline);
        HardwareReport report = options.Continue is null
            ? new HardwareReport { Engine = Version(), Date = DateTimeOffset.Now }
            : PackJson.Read<HardwareReport>(File.ReadAllText(options.Continue));
        var plan = new Plan(options, Target.Find(options.Device, deadline));
        var runner = new StepRunner(deadline, ReportFiles.WriterTo(options.Output), Console.Error);
        report = runner.Run(plan.Steps(), report);
        return report.Steps.Any(step => step.Status == StepStatus.Failed) ? 1 : 0;
    }

    private static PosixSignalRegistration EndAt(PosixSignal signal, Deadline deadline) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            deadline.End();
        });

    // The build puts the commit behind the version.
    private static string Version() =>
        typeof(RunCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private static bool TryWord(string text, [MaybeNullWhen(false)] out string word)
    {
        word = text;
        return text.Length > 0;
    }

    private static void Refuse(OptionResult result, bool isRight, string expected)
    {
        if (!isRight)
        {
            result.AddError($"{result.Option.Name}: expected {expected}, found '{result.Tokens[0].Value}'");
        }
    }
}
