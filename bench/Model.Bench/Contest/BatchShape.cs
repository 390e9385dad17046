using System.Globalization;

namespace SqueezeBert.Gpu.ModelBench.Contest;

/// <summary>A cell of the grid.</summary>
/// <param name="Batch">B.</param>
/// <param name="Sequence">S.</param>
internal readonly record struct BatchShape(int Batch, int Sequence)
{
    /// <summary>Tokens in all.</summary>
    public int Tokens => Batch * Sequence;

    /// <summary>Reads "8x128".</summary>
    public static bool TryParse(string text, out BatchShape shape)
    {
        string[] parts = text.Split('x');
        shape = default;
        if (parts.Length != 2 || !Lists.TryPositive(parts[0], out int batch) || !Lists.TryPositive(parts[1], out int sequence))
        {
            return false;
        }

        shape = new BatchShape(batch, sequence);
        return true;
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
