using BenchmarkDotNet.Attributes;
using SqueezeBert.Gpu.Kernels.Bench.Measuring;

namespace SqueezeBert.Gpu.Kernels.Bench;

/// <summary>Softmax over rows: the attention scores of twelve heads at 128 tokens, and masked-language logits of 16 tokens.</summary>
public class SoftmaxBenchmark : DeviceBenchmark
{
    private Softmax? kernel;
    private SoftmaxArguments arguments;

    /// <summary>Rows and entries.</summary>
    [Params("1536x128", "16x30528")]
    public string Shape { get; set; } = "";

    /// <inheritdoc/>
    public override Work Work => Work.Moving(2L * Rows * Entries);

    private int Rows => int.Parse(Shape.Split('x')[0], System.Globalization.CultureInfo.InvariantCulture);

    private int Entries => int.Parse(Shape.Split('x')[1], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>One launch, until it is done.</summary>
    [Benchmark]
    public void Run()
    {
        kernel!.Run(arguments);
        Device.Synchronize();
    }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        kernel = new Softmax(Device);
        arguments = new SoftmaxArguments
        {
            Input = Tensor((long)Rows * Entries),
            Output = Tensor((long)Rows * Entries),
            T = Rows,
            C = Entries,
        };
    }
}
