using System.Collections.Immutable;

namespace SqueezeBert.Gpu.Tokenization;

/// <summary>Puts the kept tokens of one or two sequences into a template.</summary>
internal readonly struct EncodingBuilder
{
    private readonly Vocabulary vocabulary;
    private readonly TemplatePiece[] pieces;
    private readonly bool withSpecial;
    private readonly TokenBuffer first;
    private readonly TokenBuffer second;

    public EncodingBuilder(
        Vocabulary vocabulary, TemplatePiece[] pieces, bool withSpecial, TokenBuffer first, TokenBuffer second)
    {
        this.vocabulary = vocabulary;
        this.pieces = pieces;
        this.withSpecial = withSpecial;
        this.first = first;
        this.second = second;
    }

    /// <summary>Builds the encoding and one more for every combination of parts in which something overflowed.</summary>
    public Encoding Build(TokenRanges first, TokenRanges second)
    {
        // As the reference merges: what is there so far, whole or overflowing, is combined with each part of what follows.
        var kept = new List<TokenRange>();
        var overflowing = new List<TokenRange[]>();
        foreach (TemplatePiece piece in pieces)
        {
            if (!piece.IsSequence)
            {
                continue;
            }

            TokenRanges next = piece.Sequence == 0 ? first : second;
            var combined = new List<TokenRange[]>();
            foreach (TokenRange[] part in overflowing)
            {
                combined.Add([.. part, next.Kept]);
                foreach (TokenRange range in next.Overflowing)
                {
                    combined.Add([.. part, range]);
                }
            }

            foreach (TokenRange range in next.Overflowing)
            {
                combined.Add([.. kept, range]);
            }

            kept.Add(next.Kept);
            overflowing = combined;
        }

        Encoding encoding = Fill([.. kept]);
        if (overflowing.Count > 0)
        {
            ImmutableArray<Encoding>.Builder parts = ImmutableArray.CreateBuilder<Encoding>(overflowing.Count);
            foreach (TokenRange[] part in overflowing)
            {
                parts.Add(Fill(part));
            }

            encoding.Overflowing = parts.MoveToImmutable();
        }

        return encoding;
    }

    private Encoding Fill(TokenRange[] ranges)
    {
        int length = 0;
        foreach (TokenRange range in ranges)
        {
            length += range.Length;
        }

        foreach (TemplatePiece piece in pieces)
        {
            length += withSpecial ? piece.Ids.Length : 0;
        }

        var encoding = new Encoding(length);
        encoding.AttentionMaskArray.AsSpan().Fill(1);
        int position = 0;
        int sequence = 0;
        foreach (TemplatePiece piece in pieces)
        {
            if (piece.IsSequence)
            {
                position = AppendSequence(encoding, position, piece, ranges[sequence++]);
            }
            else if (withSpecial)
            {
                position = AppendSpecial(encoding, position, piece);
            }
        }

        return encoding;
    }

    private int AppendSequence(Encoding encoding, int position, TemplatePiece piece, TokenRange range)
    {
        TokenBuffer tokens = piece.Sequence == 0 ? first : second;
        encoding.IsTruncated |= range.Length < tokens.Count;
        tokens.Ids.Slice(range.Start, range.Length).CopyTo(encoding.IdArray.AsSpan(position));
        encoding.TypeIdArray.AsSpan(position, range.Length).Fill(piece.TypeId);
        encoding.SequenceIdArray.AsSpan(position, range.Length).Fill(piece.Sequence);
        ReadOnlySpan<int> starts = tokens.Starts;
        ReadOnlySpan<int> ends = tokens.Ends;
        ReadOnlySpan<int> words = tokens.Words;
        ReadOnlySpan<string?> texts = tokens.Texts;
        for (int i = range.Start; i < range.End; i++, position++)
        {
            encoding.TokenArray[position] = texts[i] ?? vocabulary.Known(tokens.Ids[i]);
            encoding.OffsetArray[position] = (starts[i], ends[i]);
            encoding.WordIdArray[position] = words[i];
        }

        return position;
    }

    private static int AppendSpecial(Encoding encoding, int position, TemplatePiece piece)
    {
        for (int i = 0; i < piece.Ids.Length; i++, position++)
        {
            encoding.IdArray[position] = piece.Ids[i];
            encoding.TypeIdArray[position] = piece.TypeId;
            encoding.TokenArray[position] = piece.Tokens[i];
            encoding.SpecialTokensMaskArray[position] = 1;
        }

        return position;
    }
}
