namespace SqueezeBert.Gpu.Models;

/// <summary>What <see cref="ModelConverter"/> wrote.</summary>
/// <param name="Source">The file, or the index of the files, that the weights came from.</param>
/// <param name="Target">The file that was written.</param>
/// <param name="TensorCount">How many tensors were written.</param>
/// <param name="ByteCount">The bytes of their elements.</param>
/// <param name="TiedCopies">The names of the tensors that were left out, since what they are tied to has the same bytes.</param>
public sealed record ConvertedModel(
    string Source, string Target, int TensorCount, long ByteCount, IReadOnlyList<string> TiedCopies);
