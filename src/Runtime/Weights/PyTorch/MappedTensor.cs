using System.Buffers;
using System.Collections.Immutable;
using SqueezeBert.Gpu.Files;

namespace SqueezeBert.Gpu.Weights.PyTorch;

/// <summary>A tensor in a mapped file, read in C order whichever way it lies there.</summary>
internal sealed class MappedTensor
{
    private const int PieceBytes = 64 << 10;

    private readonly TensorView view;
    private readonly long extentBytes;

    private MappedTensor(TensorInfo info, TensorView view, long extentBytes)
    {
        Info = info;
        this.view = view;
        this.extentBytes = extentBytes;
    }

    /// <summary>Its name, type and shape, and where its first element is.</summary>
    public TensorInfo Info { get; }

    /// <summary>Checks a view against its storage.</summary>
    /// <exception cref="WeightsFileException">It leaves its storage, or its elements are too far from one another.</exception>
    public static MappedTensor Of(TensorView view, string name, string file)
    {
        TensorInfo info = view.Describe(name, file, out long extent);
        long extentBytes = extent * info.DType.Size();
        return view.IsContiguous || extentBytes <= MappedFile.LargestPiece
            ? new MappedTensor(info, view, extentBytes)
            : throw new WeightsFileException(
                file, name, $"is a view over {extentBytes} bytes that lie in another order, expected at most " +
                    $"{MappedFile.LargestPiece}: save it with contiguous()");
    }

    /// <summary>Shows a range of its bytes, which was checked: in place, or gathered piece by piece.</summary>
    public void Visit<TState>(
        MappedFile bytes, long byteOffset, long byteCount, TState state, TensorBytesVisitor<TState> visitor)
        where TState : allows ref struct
    {
        if (view.IsContiguous)
        {
            bytes.Visit(Info.DataOffset + byteOffset, byteCount, state, visitor);
        }
        else if (byteCount > 0)
        {
            bytes.Visit(
                Info.DataOffset, extentBytes, new Gathering<TState>(this, byteOffset, byteCount, state, visitor),
                static (extent, _, gathering) => gathering.Run(extent));
        }
    }

    /// <summary>Copies elements, the first of them by its place in C order, until the target is full.</summary>
    private void Gather(ReadOnlySpan<byte> extent, long first, Span<byte> target)
    {
        int size = Info.DType.Size();
        ImmutableArray<long> shape = view.Shape;
        for (int done = 0; done < target.Length; done += size)
        {
            long rest = first + (done / size);
            long source = 0;
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                (rest, long index) = Math.DivRem(rest, shape[axis]);
                source += index * view.Strides[axis];
            }

            extent.Slice((int)source * size, size).CopyTo(target[done..]);
        }
    }

    private readonly ref struct Gathering<TState>(
        MappedTensor tensor, long byteOffset, long byteCount, TState state, TensorBytesVisitor<TState> visitor)
        where TState : allows ref struct
    {
        private readonly TState state = state;

        public void Run(ReadOnlySpan<byte> extent)
        {
            byte[] piece = ArrayPool<byte>.Shared.Rent((int)Math.Min(PieceBytes, byteCount));
            try
            {
                for (long done = 0; done < byteCount;)
                {
                    Span<byte> target = piece.AsSpan(0, (int)Math.Min(PieceBytes, byteCount - done));
                    tensor.Gather(extent, (byteOffset + done) / tensor.Info.DType.Size(), target);
                    visitor(target, done, state);
                    done += target.Length;
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(piece);
            }
        }
    }
}
