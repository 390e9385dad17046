using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace SqueezeBert.Gpu.Tokenization;

/// <summary>
/// A text, or a pair of texts, as the model reads it. All lists have one element for every token.
/// </summary>
public sealed class Encoding
{
    internal Encoding(int length)
    {
        IdArray = new int[length];
        TypeIdArray = new int[length];
        TokenArray = new string[length];
        OffsetArray = new (int Start, int End)[length];
        AttentionMaskArray = new int[length];
        SpecialTokensMaskArray = new int[length];
        WordIdArray = new int?[length];
        SequenceIdArray = new int?[length];
    }

    /// <summary>How many tokens there are, special ones and padding included.</summary>
    public int Length => IdArray.Length;

    /// <summary>Rows of the word embeddings.</summary>
    public ImmutableArray<int> Ids => ImmutableCollectionsMarshal.AsImmutableArray(IdArray);

    /// <summary>Rows of the token type embeddings: 0 in the first text, 1 in the second.</summary>
    public ImmutableArray<int> TypeIds => ImmutableCollectionsMarshal.AsImmutableArray(TypeIdArray);

    /// <summary>The tokens' texts; an added token that took white space with it shows that too.</summary>
    public ImmutableArray<string> Tokens => ImmutableCollectionsMarshal.AsImmutableArray(TokenArray);

    /// <summary>
    /// Where every token stands in its own original text, in UTF-16 units (indices of a .NET string), end exclusive;
    /// (0, 0) for tokens that no text holds.
    /// </summary>
    public ImmutableArray<(int Start, int End)> Offsets => ImmutableCollectionsMarshal.AsImmutableArray(OffsetArray);

    /// <summary>1 for tokens, 0 for padding.</summary>
    public ImmutableArray<int> AttentionMask => ImmutableCollectionsMarshal.AsImmutableArray(AttentionMaskArray);

    /// <summary>1 for tokens that the template or padding added, 0 for those of the text, be they special or not.</summary>
    public ImmutableArray<int> SpecialTokensMask => ImmutableCollectionsMarshal.AsImmutableArray(SpecialTokensMaskArray);

    /// <summary>Which word of its text a token belongs to; a punctuation mark is a word. Null for added tokens.</summary>
    public ImmutableArray<int?> WordIds => ImmutableCollectionsMarshal.AsImmutableArray(WordIdArray);

    /// <summary>0 in the first text, 1 in the second, null for tokens that no text holds.</summary>
    public ImmutableArray<int?> SequenceIds => ImmutableCollectionsMarshal.AsImmutableArray(SequenceIdArray);

    /// <summary>Whether truncation left tokens of the text, or of the pair, out of this encoding.</summary>
    public bool IsTruncated { get; internal set; }

    /// <summary>What truncation cut off, where <see cref="EncodeOptions.ReturnOverflowing"/> asked for it.</summary>
    public ImmutableArray<Encoding> Overflowing { get; internal set; } = [];

    internal int[] IdArray { get; }

    internal int[] TypeIdArray { get; }

    internal string[] TokenArray { get; }

    internal (int Start, int End)[] OffsetArray { get; }

    internal int[] AttentionMaskArray { get; }

    internal int[] SpecialTokensMaskArray { get; }

    internal int?[] WordIdArray { get; }

    internal int?[] SequenceIdArray { get; }

    /// <summary>This encoding and what overflowed from it, filled up to a length; one that is as long stays as it is.</summary>
    internal Encoding PadTo(int length, PadToken pad)
    {
        ImmutableArray<Encoding> overflowing = Overflowing;
        if (overflowing.Length > 0)
        {
            overflowing = ImmutableArray.CreateRange(overflowing, part => part.PadTo(length, pad));
        }

        if (Length >= length)
        {
            Overflowing = overflowing;
            return this;
        }

        var padded = new Encoding(length) { Overflowing = overflowing, IsTruncated = IsTruncated };
        int shift = pad.Side == TokenSide.Left ? length - Length : 0;
        Place(IdArray, padded.IdArray, shift, pad.Id);
        Place(TypeIdArray, padded.TypeIdArray, shift, pad.TypeId);
        Place(TokenArray, padded.TokenArray, shift, pad.Text);
        Place(OffsetArray, padded.OffsetArray, shift, (0, 0));
        Place(AttentionMaskArray, padded.AttentionMaskArray, shift, 0);
        Place(SpecialTokensMaskArray, padded.SpecialTokensMaskArray, shift, 1);
        Place(WordIdArray, padded.WordIdArray, shift, null);
        Place(SequenceIdArray, padded.SequenceIdArray, shift, null);
        return padded;
    }

    private static void Place<T>(T[] source, T[] target, int shift, T pad)
    {
        target.AsSpan().Fill(pad);
        source.CopyTo(target, shift);
    }
}
