using System.Runtime.CompilerServices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Normalisation of one row whose sum is known: what <see cref="LayerNorm{TPrologue}"/> and <see cref="EmbeddingNorm"/> share on
/// the host.
/// </summary>
/// <typeparam name="TLanes">The SIMD width.</typeparam>
internal static unsafe class HostLayerNormRow<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>output = normalised prologue(input).</summary>
    /// <typeparam name="TPrologue">What happens to an element before it is normalised.</typeparam>
    /// <param name="prologue">Likewise.</param>
    /// <param name="index">The row's index, for the prologue.</param>
    /// <param name="input">[channels].</param>
    /// <param name="output">[channels]; may be <paramref name="input"/> itself.</param>
    /// <param name="channels">C.</param>
    /// <param name="scale">[channels].</param>
    /// <param name="shift">[channels].</param>
    /// <param name="epsilon">Added to the variance.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TPrologue>(
        TPrologue prologue,
        long index,
        float* input,
        float* output,
        int channels,
        float* scale,
        float* shift,
        float epsilon)
        where TPrologue : struct, IEpilogue
    {
        // Whole registers first, then the tail one float at a time.
        int whole = channels - (channels % TLanes.Count);
        var sums = TLanes.Constant(0);
        for (int c = 0; c < whole; c += TLanes.Count)
        {
            TLanes x = prologue.Apply(TLanes.Load(input + c), index, c);
            TLanes.Store(x, output + c);
            sums += x;
        }

        float sum = TLanes.Sum(sums);
        for (int c = whole; c < channels; c++)
        {
            LanesScalar x = prologue.Apply(LanesScalar.Load(input + c), index, c);
            LanesScalar.Store(x, output + c);
            sum += output[c];
        }

        Normalize(output, channels, sum, scale, shift, epsilon);
    }

    /// <summary>Normalises in place.</summary>
    /// <param name="row">[channels].</param>
    /// <param name="channels">C.</param>
    /// <param name="sum">The row's sum.</param>
    /// <param name="scale">[channels].</param>
    /// <param name="shift">[channels].</param>
    /// <param name="epsilon">Added to the variance.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Normalize(float* row, int channels, float sum, float* scale, float* shift, float epsilon)
    {
        int whole = channels - (channels % TLanes.Count);
        float mean = sum / channels;
        var means = TLanes.Constant(mean);
        var squares = TLanes.Constant(0);
        for (int c = 0; c < whole; c += TLanes.Count)
        {
            TLanes deviation = TLanes.Load(row + c) - means;
            squares = TLanes.MultiplyAdd(deviation, deviation, squares);
        }

        float square = TLanes.Sum(squares);
        for (int c = whole; c < channels; c++)
        {
            square += (row[c] - mean) * (row[c] - mean);
        }

        float inverse = 1f / MathF.Sqrt((square / channels) + epsilon);
        var inverses = TLanes.Constant(inverse);
        for (int c = 0; c < whole; c += TLanes.Count)
        {
            TLanes normal = (TLanes.Load(row + c) - means) * inverses;
            TLanes.Store(TLanes.MultiplyAdd(normal, TLanes.Load(scale + c), TLanes.Load(shift + c)), row + c);
        }

        for (int c = whole; c < channels; c++)
        {
            row[c] = ((row[c] - mean) * inverse * scale[c]) + shift[c];
        }
    }
}
