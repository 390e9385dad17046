namespace SqueezeBert.Gpu.Kernels;

/// <summary>Where one product of the sum over [Cin / Groups, KernelWidth] finds its input.</summary>
internal readonly struct ConvolutionTap
{
    /// <summary>The input channel within the group.</summary>
    public readonly int Channel;

    /// <summary>Rows from tap 0's.</summary>
    public readonly int Shift;

    public ConvolutionTap(int channel, int shift)
    {
        Channel = channel;
        Shift = shift;
    }
}
