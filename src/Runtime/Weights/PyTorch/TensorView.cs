using System.Collections.Immutable;
using SqueezeBert.Gpu.Files;

namespace SqueezeBert.Gpu.Weights.PyTorch;

/// <summary>
/// A tensor as a pickle describes it: element (i, j, ...) is the slice's element Offset + i Strides[0] + j Strides[1] + ...
/// </summary>
/// <param name="Slice">What it reads.</param>
/// <param name="Offset">Its first element, counted from the slice's.</param>
/// <param name="Shape">Its shape, outermost axis first.</param>
/// <param name="Strides">Elements from one index to the next, for each axis.</param>
internal sealed record TensorView(StorageSlice Slice, long Offset, ImmutableArray<long> Shape, ImmutableArray<long> Strides)
{
    /// <summary>Whether its elements lie one after another, in C order.</summary>
    public bool IsContiguous
    {
        get
        {
            long expected = 1;
            for (int axis = Shape.Length - 1; axis >= 0; axis--)
            {
                if (Shape[axis] != 1 && Strides[axis] != expected)
                {
                    return false;
                }

                expected *= Shape[axis];
            }

            return true;
        }
    }

    /// <summary>Checks it against its storage.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="file">For messages.</param>
    /// <param name="extent">Elements from its first to its last in the storage, both included.</param>
    /// <exception cref="WeightsFileException">It leaves its storage, or reads elements again and again.</exception>
    public TensorInfo Describe(string name, string file, out long extent)
    {
        Storage storage = Slice.Storage;
        string shape = MessageText.Shape(Shape.AsSpan());
        if (!TensorInfo.TryCount(Shape.AsSpan(), storage.Type, out long count))
        {
            throw new WeightsFileException(file, name, $"shape {shape} has more elements than can be counted");
        }

        // An expanded tensor (stride 0) of a few bytes could claim any size.
        if (count > Slice.Count)
        {
            throw new WeightsFileException(
                file, name, $"{shape} has {count} elements, but its storage {MessageText.Quote(storage.Key)} has {Slice.Count}");
        }

        Int128 last = Offset;
        for (int axis = 0; axis < Shape.Length && count > 0; axis++)
        {
            last += (Int128)(Shape[axis] - 1) * Strides[axis];
        }

        if (count > 0 && last >= Slice.Count)
        {
            throw new WeightsFileException(
                file, name, $"{shape} from element {Offset} with strides {MessageText.Shape(Strides.AsSpan())} leaves its " +
                    $"storage {MessageText.Quote(storage.Key)}, which has {Slice.Count} elements");
        }

        if (storage.FileOffset is not { } start)
        {
            throw new WeightsFileException(file, name, $"its storage {MessageText.Quote(storage.Key)} is not in the file");
        }

        extent = count == 0 ? 0 : (long)last - Offset + 1;
        long first = count == 0 ? 0 : Slice.First + Offset;
        return new TensorInfo(name, storage.Type, Shape, count, start + (first * storage.Type.Size()));
    }
}
