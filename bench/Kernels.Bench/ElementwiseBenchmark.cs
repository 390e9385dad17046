using BenchmarkDotNet.Attributes;
using ILGPU;
using SqueezeBert.Gpu.Kernels.Bench.Measuring;

namespace SqueezeBert.Gpu.Kernels.Bench;

/// <summary>One pass over SqueezeBERT-base's intermediate channels at 128 tokens, by what happens to each element.</summary>
public class ElementwiseBenchmark : DeviceBenchmark
{
    private const int Tokens = 128;
    private const int Channels = 3072;
    private const string Bias = "bias";
    private const string Residual = "residual";

    private Action run = () => { };

    /// <summary>A bias, a residual, or an activation by its Hugging Face name.</summary>
    [Params(Bias, Residual, "gelu", "gelu_new", "relu", "tanh")]
    public string Epilogue { get; set; } = "";

    /// <inheritdoc/>
    public override Work Work => Work.Moving(
        (2L * Tokens * Channels) + (Epilogue == Residual ? Tokens * Channels : Epilogue == Bias ? Channels : 0));

    /// <summary>One launch, until it is done.</summary>
    [Benchmark]
    public void Run()
    {
        run();
        Device.Synchronize();
    }

    /// <inheritdoc/>
    protected override void Prepare() => run = Epilogue switch
    {
        Bias => Bind(new AddBias(Tensor(Channels))),
        Residual => Bind(new AddResidual(Tensor((long)Tokens * Channels), Channels)),
        _ when ActivationNames.TryParse(Epilogue, out ActivationKind kind) =>
            Activations.Dispatch<ActivationBinder, Action>(kind, new ActivationBinder(this)),
        _ => throw new ArgumentException($"{Epilogue} is neither {Bias}, {Residual} nor an activation", nameof(Epilogue)),
    };

    private Action Bind<TEpilogue>(TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        var kernel = new Elementwise<TEpilogue>(Device);
        var arguments = new ElementwiseArguments<TEpilogue>
        {
            Input = Tensor((long)Tokens * Channels),
            Epilogue = epilogue,
            Output = Tensor((long)Tokens * Channels),
            T = Tokens,
            C = Channels,
        };
        return () => kernel.Run(arguments);
    }

    private readonly struct ActivationBinder(ElementwiseBenchmark benchmark) : IActivationConsumer<Action>
    {
        public Action Use<TActivation>()
            where TActivation : struct, IActivation => benchmark.Bind(default(Activate<TActivation>));
    }
}
