using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Float32 activations that are copied as they are, and rounded to <see cref="ElementType.TF32"/> where a product reads them.
/// </summary>
internal readonly struct CopiedSingles : ITensorInput, IActivations<CopiedSingles>
{
    /// <summary>The same, read into registers.</summary>
    public readonly SingleInput<TensorTF32> Input;

    /// <summary>Where they begin.</summary>
    public readonly long Address;

    /// <summary>Reads a view that begins at a multiple of 16 bytes.</summary>
    /// <param name="input">[T, C].</param>
    public CopiedSingles(ArrayView<float> input)
    {
        Input = new SingleInput<TensorTF32>(input);
        Address = input.LoadEffectiveAddressAsPtr();
    }

    /// <inheritdoc/>
    public static CopiedSingles Of(ActivationView view) => new(view.Singles);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Float4x4 Fetch(TensorRows rows, uint to, int depth)
    {
        TensorCopies.Of<TensorTF32>(Address, rows).Start(to, sizeof(float) * depth, rows.Pitch);
        return default;
    }

    /// <inheritdoc/>
    public void Store(TensorRows rows, uint to, Float4x4 fetched)
    {
        // The copy arrives by itself.
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Round(TensorFragment fragment) => CudaAsm.Emit(
        "cvt.rna.tf32.f32 %0, %0;\n\tcvt.rna.tf32.f32 %1, %1;\n\tcvt.rna.tf32.f32 %2, %2;\n\tcvt.rna.tf32.f32 %3, %3;",
        fragment.Word0,
        fragment.Word1,
        fragment.Word2,
        fragment.Word3);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Float4x4 Read(TensorRows rows, int depth) => Input.Read(rows, depth);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Float2 ReadPair(long pair, int offset) => Input.ReadPair(pair, offset);
}
