using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>How a GPU thread finds the input of an output row: the part of the kernel that depends on the kernel width.</summary>
internal interface IConvolutionTaps
{
    /// <summary>Notes where a row of the tile reads; called once, by one thread a row.</summary>
    /// <param name="places">[3, rows of the tile], shared.</param>
    /// <param name="slot">The row within the tile.</param>
    /// <param name="row">The output row; past the last it may read anything that is there.</param>
    void Locate(ArrayView<int> places, int slot, int row);

    /// <summary>The part of the input that <see cref="Read"/> is given.</summary>
    /// <param name="input">[Tin, Cin].</param>
    /// <param name="firstRow">The first output row of the tile.</param>
    /// <param name="firstChannel">The first channel of the group.</param>
    TInput Source<TInput>(TInput input, int firstRow, int firstChannel)
        where TInput : struct, IStored<TInput>;

    /// <summary>The tap of a product.</summary>
    /// <param name="depth">Index into [Cin / Groups, KernelWidth], within it.</param>
    ConvolutionTap At(int depth);

    /// <summary>The input of a product; zero outside the sentence.</summary>
    /// <param name="source">As made by <see cref="Source"/>.</param>
    /// <param name="places">As left by <see cref="Locate"/>.</param>
    /// <param name="slot">The row within the tile.</param>
    /// <param name="tap">The product.</param>
    float Read<TInput>(TInput source, ArrayView<int> places, long slot, ConvolutionTap tap)
        where TInput : struct, IStored<TInput>;
}
