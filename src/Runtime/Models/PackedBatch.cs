using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Models;

/// <summary>
/// Which rows of a padded batch are computed, and where they come from and go to. What follows a row's last attended token is
/// dropped. A hole before it is kept as a query, because the pooler may read it (left padding), and left out as a key.
/// Reused from run to run.
/// </summary>
internal sealed class PackedBatch
{
    private int[] lengths = [];
    private ModelInputs? inputs;

    /// <summary>Rows of the padded batch.</summary>
    public int Rows => inputs!.Rows;

    /// <summary>S of the padded batch.</summary>
    public int SequenceLength => inputs!.SequenceLength;

    /// <summary>The sizes of the packed batch.</summary>
    public BatchShape Shape { get; private set; }

    /// <summary>Whether some kept token is left out as a key.</summary>
    public bool HasHoles { get; private set; }

    /// <summary>Whether packing changes nothing, so that results are already in their final layout.</summary>
    public bool IsDense => !HasHoles && Shape.Tokens == Rows * SequenceLength;

    /// <summary>Looks at a batch that was checked before.</summary>
    public void Pack(ModelInputs batch)
    {
        inputs = batch;
        if (lengths.Length < batch.Rows)
        {
            lengths = new int[batch.Rows];
        }

        int tokens = 0;
        int longest = 0;
        HasHoles = false;
        for (int row = 0; row < batch.Rows; row++)
        {
            int length = batch.SequenceLength;
            if (batch.AttentionMask is not null)
            {
                ReadOnlySpan<int> mask = Row(batch.AttentionMask.Value.Span, row);
                length = mask.LastIndexOf(1) + 1;
                HasHoles |= mask[..length].Contains(0);
            }

            lengths[row] = length;
            tokens += length;
            longest = Math.Max(longest, length);
        }

        Shape = new BatchShape(batch.Rows, tokens, longest);
    }

    /// <summary>The kept tokens of a row.</summary>
    public int Length(int row) => lengths[row];

    /// <summary>Whether a kept token counts, as output and as key.</summary>
    public bool IsAttended(int row, int position) =>
        inputs!.AttentionMask is not { } mask || mask.Span[(row * SequenceLength) + position] == 1;

    /// <summary>Writes where each sentence begins, and where the last one ends.</summary>
    public void WriteOffsets(Span<int> offsets)
    {
        offsets[0] = 0;
        for (int row = 0; row < Rows; row++)
        {
            offsets[row + 1] = offsets[row] + lengths[row];
        }
    }

    /// <summary>Writes the kept part of an input [rows, S], or zeros when it is absent.</summary>
    public void Write(ReadOnlyMemory<int>? source, Span<int> packed)
    {
        if (source is null)
        {
            packed.Clear();
            return;
        }

        Gather(source.Value.Span, 1, packed);
    }

    /// <summary>Writes the kept part of the position ids: given, given once for all rows, or counted.</summary>
    public void WritePositions(Span<int> packed)
    {
        int start = 0;
        for (int row = 0; row < Rows; row++)
        {
            Span<int> destination = packed.Slice(start, lengths[row]);
            if (inputs!.PositionIds is { } given)
            {
                bool one = given.Length == SequenceLength;
                given.Span.Slice(one ? 0 : row * SequenceLength, lengths[row]).CopyTo(destination);
            }
            else
            {
                for (int i = 0; i < destination.Length; i++)
                {
                    destination[i] = i;
                }
            }

            start += lengths[row];
        }
    }

    /// <summary>Writes the kept part of an input [rows, S, width].</summary>
    public void Gather<T>(ReadOnlySpan<T> source, int width, Span<T> packed)
    {
        int start = 0;
        for (int row = 0; row < Rows; row++)
        {
            int count = lengths[row] * width;
            source.Slice(row * SequenceLength * width, count).CopyTo(packed[start..]);
            start += count;
        }
    }

    /// <summary>Spreads a packed result [T, width] over [rows, S, width]; what the mask leaves out stays as it is.</summary>
    public void Scatter(ReadOnlySpan<float> packed, int width, Span<float> padded)
    {
        int token = 0;
        for (int row = 0; row < Rows; row++)
        {
            for (int position = 0; position < lengths[row]; position++, token++)
            {
                if (IsAttended(row, position))
                {
                    int at = ((row * SequenceLength) + position) * width;
                    packed.Slice(token * width, width).CopyTo(padded[at..]);
                }
            }
        }
    }

    /// <summary>
    /// Spreads scores [rows, heads, longest, longest] over [rows, heads, S, S]; pairs of which the mask leaves one out stay as
    /// they are.
    /// </summary>
    public void ScatterScores(ReadOnlySpan<float> packed, int heads, Span<float> padded)
    {
        int longest = Shape.Longest;
        for (int row = 0; row < Rows; row++)
        {
            for (int head = 0; head < heads; head++)
            {
                for (int query = 0; query < lengths[row]; query++)
                {
                    if (!IsAttended(row, query))
                    {
                        continue;
                    }

                    int line = (((row * heads) + head) * longest) + query;
                    int target = (((row * heads) + head) * SequenceLength) + query;
                    ReadOnlySpan<float> source = packed.Slice(line * longest, lengths[row]);
                    Span<float> destination = padded.Slice(target * SequenceLength, lengths[row]);
                    for (int key = 0; key < source.Length; key++)
                    {
                        if (IsAttended(row, key))
                        {
                            destination[key] = source[key];
                        }
                    }
                }
            }
        }
    }

    private ReadOnlySpan<int> Row(ReadOnlySpan<int> all, int row) => all.Slice(row * SequenceLength, SequenceLength);
}
