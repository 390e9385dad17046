using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>How a GPU thread finds the input of an output row: the part of the kernel that depends on the kernel width.</summary>
internal interface IConvolutionTaps
{
    /// <summary>Notes where a row of the tile reads; called once by one thread a row.</summary>
    /// <param name="places">[3, rows of the tile], shared.</param>
    /// <param name="slot">The row within the tile.</param>
    /// <param name="row">The output row; may lie past the last.</param>
    void Locate(ArrayView<int> places, int slot, int row);

    /// <summary>The input that meets weight <paramref name="depth"/> of its group; zero outside the sentence.</summary>
    /// <param name="input">[Tin, Cin].</param>
    /// <param name="places">As left by <see cref="Locate"/>.</param>
    /// <param name="slot">The row within the tile.</param>
    /// <param name="row">The output row; may lie past the last.</param>
    /// <param name="firstChannel">The first channel of the group.</param>
    /// <param name="depth">Index into [Cin / Groups, KernelWidth], within it.</param>
    float Read(ArrayView<float> input, ArrayView<int> places, int slot, int row, int firstChannel, int depth);
}
