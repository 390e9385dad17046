namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// The constants of a <see cref="GroupedConv1d{TEpilogue}"/>, named and meant as in PyTorch's <c>Conv1d</c> (zero padding).
/// </summary>
/// <param name="InputChannels">Channels of an input row; group g reads the g-th of <paramref name="Groups"/> equal runs.</param>
/// <param name="OutputChannels">Channels of an output row.</param>
/// <param name="Groups">Independent groups of channels.</param>
/// <param name="KernelWidth">Taps along the sentence.</param>
/// <param name="Stride">Input rows from one output row to the next.</param>
/// <param name="Padding">Zero rows before and after each sentence.</param>
/// <param name="Dilation">Input rows from one tap to the next.</param>
/// <param name="Repeats">
/// How many convolutions of the same input are concatenated: the output channels are Repeats * Groups equal blocks, and block b
/// reads input group b % Groups. Weights [Wq; Wk; Wv] with Repeats = 3 give rows q|k|v.
/// </param>
public readonly record struct GroupedConv1dShape(
    int InputChannels,
    int OutputChannels,
    int Groups = 1,
    int KernelWidth = 1,
    int Stride = 1,
    int Padding = 0,
    int Dilation = 1,
    int Repeats = 1)
{
    private const string Name = "GroupedConv1d";

    // A kernel's tile has 32 rows, which it indexes with an int.
    private const int MostOfTile = int.MaxValue / 32;

    /// <summary>Whether each output row depends on the input row of the same index only: a matrix product per group.</summary>
    public bool IsPointwise => KernelWidth == 1 && Stride == 1 && Padding == 0;

    // Internal, because a record prints its public properties, and these divide by what Validate may yet refuse.

    /// <summary>Channels of one group of the input.</summary>
    internal int InputChannelsPerGroup => InputChannels / Groups;

    /// <summary>Blocks of output channels: Repeats * Groups.</summary>
    internal int Blocks => Repeats * Groups;

    /// <summary>Channels of one block of the output.</summary>
    internal int OutputChannelsPerBlock => OutputChannels / Blocks;

    /// <summary>Products that are summed for one output.</summary>
    internal int Depth => InputChannelsPerGroup * KernelWidth;

    /// <summary>Weights: OutputChannels * InputChannels / Groups * KernelWidth.</summary>
    internal long WeightLength => (long)OutputChannels * Depth;

    /// <summary>Checks that the numbers make a convolution.</summary>
    /// <exception cref="KernelArgumentException">One does not; the message names it.</exception>
    public void Validate()
    {
        KernelArguments.Positive(Name, nameof(InputChannels), InputChannels);
        KernelArguments.Positive(Name, nameof(OutputChannels), OutputChannels);
        KernelArguments.Positive(Name, nameof(Groups), Groups);
        KernelArguments.Positive(Name, nameof(KernelWidth), KernelWidth);
        KernelArguments.Positive(Name, nameof(Stride), Stride);
        KernelArguments.Positive(Name, nameof(Dilation), Dilation);
        KernelArguments.Positive(Name, nameof(Repeats), Repeats);
        if (Padding < 0)
        {
            throw new KernelArgumentException($"{Name}: {nameof(Padding)} is {Padding}, expected 0 or a positive number");
        }

        if (InputChannels % Groups != 0)
        {
            throw new KernelArgumentException(
                $"{Name}: {nameof(InputChannels)} is {InputChannels}, expected a multiple of {nameof(Groups)} {Groups}");
        }

        if (OutputChannels % ((long)Repeats * Groups) != 0)
        {
            throw new KernelArgumentException(
                $"{Name}: {nameof(OutputChannels)} is {OutputChannels}, expected a multiple of "
                + $"{nameof(Repeats)} {Repeats} * {nameof(Groups)} {Groups}");
        }

        Fits("depth", (long)InputChannelsPerGroup * KernelWidth, MostOfTile);
        Fits(nameof(InputChannels), InputChannels, MostOfTile);
        Fits(nameof(Groups), Groups, ushort.MaxValue);
        Fits(nameof(Dilation), (long)Dilation * (KernelWidth - 1), int.MaxValue / 2);
        Fits(nameof(Padding), Padding, int.MaxValue / 4);
    }

    /// <summary>Output rows of a sentence; 0 when the padded sentence is shorter than the kernel.</summary>
    /// <param name="inputLength">Rows of the sentence.</param>
    public int OutputLength(int inputLength)
    {
        long span = inputLength + (2L * Padding) - ((long)Dilation * (KernelWidth - 1)) - 1;
        return span < 0 ? 0 : checked((int)((span / Stride) + 1));
    }

    /// <summary>Multiplications and additions for <paramref name="outputRows"/> rows, the products with padding included.</summary>
    /// <param name="outputRows">T.</param>
    public long FloatingPointOperations(long outputRows) => 2 * outputRows * WeightLength;

    private static void Fits(string field, long value, long most)
    {
        if (value > most)
        {
            throw new KernelArgumentException($"{Name}: {field} comes to {value}, at most {most} is supported");
        }
    }
}
