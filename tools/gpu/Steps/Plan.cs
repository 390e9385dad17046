using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.HardwarePack.Children;
using SqueezeBert.Gpu.HardwarePack.Results;
using SqueezeBert.Gpu.ModelBench.Contest;

namespace SqueezeBert.Gpu.HardwarePack.Steps;

/// <summary>All steps, those that matter most first: the time may be over before the last.</summary>
/// <param name="options">What was asked for.</param>
/// <param name="target">The device.</param>
internal sealed class Plan(RunOptions options, Target target)
{
    private const string Eager = "eager";
    private const string Compiled = "compile";

    // PyTorch compiles for every shape anew, which takes longer than all that is timed then: fewer precisions.
    private static readonly string[] CompiledPrecisions = ["f16", "f32"];
    private static readonly string[] BertPrecisions = ["f32", "f16"];

    private static readonly BatchShape[] ProfiledShapes = [new(1, 128), new(32, 128)];

    private readonly Programs programs = new(options.Python);
    private readonly Torch torch = new(new Programs(options.Python), target.TorchWord);
    private readonly ModelFolder models = new(options.Work);

    /// <summary>The names that steps have, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "machine", "goldens", "operators", "ceiling", "agreement", "grid", "profile", "compiled", "bert", "bert-compiled",
        "opencl-goldens", "opencl-operators",
    ];

    // Only CUDA takes TF32.
    private IReadOnlyList<string> Precisions =>
        [.. options.Precisions.Where(precision => precision != "tf32" || target.Kind == DeviceKind.Cuda)];

    private GridWorkers Workers => new(target, programs, models, options.Seconds);

    /// <summary>The steps that were asked for, in order.</summary>
    public IReadOnlyList<IStep> Steps() => [.. All().Where(step => options.Steps.Contains(step.Name))];

    private IEnumerable<IStep> All()
    {
        yield return new MachineStep(target, torch);
        yield return new ProofStep("goldens", ProofStep.Models, target.Category);
        yield return new ProofStep("operators", ProofStep.Operators, target.Category);
        yield return new CeilingStep(target);
        yield return new AgreementStep(target, torch, programs, models, Precisions);
        yield return new GridStep("grid", BenchModel.SqueezeBert, OursAndEager, Workers, options.Grid);
        yield return new ProfileStep(target, models, Precisions, ProfiledShapes);
        yield return Rivals("compiled", BenchModel.SqueezeBert, Compiled, CompiledPrecisions);
        yield return Rivals("bert", BenchModel.Bert, Eager, BertPrecisions);
        yield return Rivals("bert-compiled", BenchModel.Bert, Compiled, CompiledPrecisions);
        yield return OnOpenCL("opencl-goldens", ProofStep.Models);
        yield return OnOpenCL("opencl-operators", ProofStep.Operators);
    }

    private List<Entrant> OursAndEager(Deadline deadline)
    {
        bool hasTorch = torch.IsThere(deadline);
        var entrants = new List<Entrant>();
        foreach (string precision in Precisions)
        {
            entrants.Add(Entrant.Ours(BenchModel.SqueezeBert.Name, precision));
            if (hasTorch)
            {
                entrants.Add(Entrant.Torch(BenchModel.SqueezeBert.Name, Eager, precision));
            }
        }

        return entrants;
    }

    private GridStep Rivals(string name, BenchModel model, string mode, IEnumerable<string> precisions) => new(
        name, model,
        deadline =>
        {
            torch.Require(deadline);
            return [.. precisions.Where(Precisions.Contains).Select(precision => Entrant.Torch(model.Name, mode, precision))];
        },
        Workers, options.Grid);

    private IStep OnOpenCL(string name, string assembly) =>
        target.Kind == DeviceKind.OpenCL ? new LeftOutStep(name, "OpenCL is the device of the other steps")
        : target.HasOpenCL ? new ProofStep(name, assembly, Target.OpenCLCategory)
        : new LeftOutStep(name, "this machine has no OpenCL device");
}
