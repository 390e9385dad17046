using System.Globalization;

namespace SqueezeBert.Gpu.ModelBench.Contest;

/// <summary>A cell of the grid.</summary>
/// <param name="Batch">B.</param>
/// <param name="Sequence">S.</param>
internal readonly record struct BatchShape(int Batch, int Sequence)
{
    /// <summary>Tokens in all.</summary>
    public int Tokens => Batch * Sequence;

    /// <summary>"8x128"; null for anything else.</summary>
    public static BatchShape? Parse(string text)
    {
        string[] parts = text.Split('x');
        return parts.Length == 2 && Lists.Positive(parts[0]) is { } batch && Lists.Positive(parts[1]) is { } sequence
            ? new BatchShape(batch, sequence)
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Batch}x{Sequence}");

    /// <summary>Random ids for the whole batch; the same shape and vocabulary give the same ids.</summary>
    public int[] RandomIds(int vocabularySize)
    {
        var random = new Random(Sequence);
        int[] ids = new int[Tokens];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = random.Next(vocabularySize);
        }

        return ids;
    }
}
