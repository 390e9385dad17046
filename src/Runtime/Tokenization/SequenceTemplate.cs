namespace SqueezeBert.Gpu.Tokenization;

/// <summary>What stands around one text and around a pair (Hugging Face tokenizers, <c>processors/template.rs</c>).</summary>
internal sealed class SequenceTemplate
{
    private readonly TemplatePiece[] single;
    private readonly TemplatePiece[] pair;

    public SequenceTemplate(TemplatePiece[] single, TemplatePiece[] pair)
    {
        this.single = single;
        this.pair = pair;
    }

    /// <summary>Only the texts, one after the other.</summary>
    public static SequenceTemplate Bare { get; } =
        new([TemplatePiece.Of(0, 0)], [TemplatePiece.Of(0, 0), TemplatePiece.Of(1, 1)]);

    /// <summary>BERT's: [CLS] A [SEP], and [CLS] A [SEP] B [SEP] with type 1 from B on.</summary>
    public static SequenceTemplate Bert(string cls, int clsId, string sep, int sepId) => new(
        [TemplatePiece.Of(cls, clsId, 0), TemplatePiece.Of(0, 0), TemplatePiece.Of(sep, sepId, 0)],
        [
            TemplatePiece.Of(cls, clsId, 0), TemplatePiece.Of(0, 0), TemplatePiece.Of(sep, sepId, 0),
            TemplatePiece.Of(1, 1), TemplatePiece.Of(sep, sepId, 1),
        ]);

    /// <summary>The pieces for one text or two.</summary>
    public TemplatePiece[] Pieces(bool pair) => pair ? this.pair : single;

    /// <summary>How many tokens the template adds.</summary>
    public int AddedTokens(bool pair)
    {
        int count = 0;
        foreach (TemplatePiece piece in Pieces(pair))
        {
            count += piece.Ids.Length;
        }

        return count;
    }
}
