using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Grouped 1D convolution over the tokens of each sentence, SqueezeBERT's replacement for the dense layer (Iandola et al. 2020,
/// https://arxiv.org/abs/2006.11316, section 3), with the meaning of PyTorch's <c>Conv1d</c>:
/// <c>y[t, o] = epilogue(sum over c, k of x[t * stride - padding + k * dilation, g * Cg + c] * w[o, c, k])</c>,
/// where Cg = Cin / groups, output channel o lies in block b = o / (Cout / (repeats * groups)) and reads group g = b % groups. Rows
/// outside the sentence count as zeros: a convolution never sees the neighbouring sentence. Sums are float32.
/// </summary>
/// <remarks>With one group and a kernel width of 1 it is a dense layer.</remarks>
/// <typeparam name="TEpilogue">What happens to a sum before it is stored: bias, activation, residual.</typeparam>
public sealed partial class GroupedConv1d<TEpilogue>
    where TEpilogue : struct, IEpilogue
{
    private const string Name = "GroupedConv1d";

    private readonly ComputeDevice device;
    private readonly GroupedConv1dShape shape;
    private readonly ElementType input;
    private readonly ElementType output;
    private readonly Action<GroupedConv1dArguments<TEpilogue>> launch;

    /// <summary>Prepares the operator for a device; compiles where the device needs it.</summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="weights">Packed for the same device; must outlive the operator.</param>
    /// <param name="input">How the input is stored: F32, or as the weights are on a GPU.</param>
    /// <param name="output">How the output is stored, likewise.</param>
    /// <exception cref="KernelArgumentException">Activations are given another format.</exception>
    public GroupedConv1d(
        ComputeDevice device,
        GroupedConv1dWeights weights,
        ElementType input = ElementType.F32,
        ElementType output = ElementType.F32)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(weights);
        KernelArguments.HostStorage(Name, device, input, output);
        KernelArguments.StorageOf(Name, weights.Storage, input, output);
        this.input = input;
        this.output = output;
        this.device = device;
        shape = weights.Shape;
        if (device.IsHost)
        {
            HostConvolution host = HostVectors.Dispatch<HostFactory, HostConvolution>(new HostFactory(device, weights));
            ScratchLength = host.ScratchLength;
            launch = host.Run;
        }
        else if (UsesTensorCores(device, weights))
        {
            RunsOnTensorCores = true;
            launch = TensorFormats.Dispatch<TensorFactory, Action<GroupedConv1dArguments<TEpilogue>>>(
                weights.Storage, input, output, new TensorFactory(device, weights));
        }
        else
        {
            launch = Elements.Dispatch<SimtFactory, Action<GroupedConv1dArguments<TEpilogue>>>(
                weights.Storage, new SimtFactory(device, weights, input, output));
        }
    }

    /// <summary>Floats of scratch that <see cref="Run"/> needs, for any number of rows; 0 on GPUs.</summary>
    public long ScratchLength { get; }

    /// <summary>Whether the products run on tensor cores.</summary>
    internal bool RunsOnTensorCores { get; }

    /// <summary>Convolves each sentence; returns when the work is queued (on the CPU: done).</summary>
    /// <param name="arguments">What to read and write.</param>
    /// <exception cref="KernelArgumentException">
    /// A view does not have the elements of its shape, or, on the CPU, offsets do not part the rows into sentences.
    /// </exception>
    public void Run(GroupedConv1dArguments<TEpilogue> arguments)
    {
        KernelArguments.Positive(Name, "T", arguments.T);
        KernelArguments.Exactly(Name, "output", arguments.Output, output, (long)arguments.T * shape.OutputChannels);
        KernelArguments.AtLeast(Name, "scratch", arguments.Scratch, ScratchLength);
        if (shape.IsPointwise)
        {
            KernelArguments.Exactly(Name, "input", arguments.Input, input, (long)arguments.T * shape.InputChannels);
        }
        else
        {
            CheckSentences(arguments);
        }

        launch(arguments);
    }

    private void CheckSentences(in GroupedConv1dArguments<TEpilogue> a)
    {
        KernelArguments.Positive(Name, "B", a.B);
        KernelArguments.Exactly(Name, "input offsets", a.InputOffsets, a.B + 1L);
        KernelArguments.Exactly(Name, "output offsets", a.OutputOffsets, a.B + 1L);
        KernelArguments.Stored(Name, "input", a.Input, input);
        if (a.Input.Length % shape.InputChannels != 0)
        {
            throw new KernelArgumentException(
                $"{Name}: input has {a.Input.Length} elements, expected whole rows of {shape.InputChannels}");
        }

        KernelArguments.Offsets(Name, "input offsets", device, a.InputOffsets, a.Input.Length / shape.InputChannels);
        KernelArguments.Offsets(Name, "output offsets", device, a.OutputOffsets, a.T);
        if (device.IsHost)
        {
            CheckLengths(a);
        }
    }

    private unsafe void CheckLengths(in GroupedConv1dArguments<TEpilogue> a)
    {
        int* inputs = HostMemory.Pointer(a.InputOffsets);
        int* outputs = HostMemory.Pointer(a.OutputOffsets);
        for (int sentence = 0; sentence < a.B; sentence++)
        {
            int rows = shape.OutputLength(inputs[sentence + 1] - inputs[sentence]);
            KernelArguments.Offset(
                Name, "output offsets", sentence + 1, outputs[sentence + 1], outputs[sentence] + (long)rows);
        }
    }
}
