namespace SqueezeBert.Gpu.Tokenization;

/// <summary>One place of a template: a sequence, or special tokens that it adds.</summary>
/// <param name="Sequence">0 or 1 for a sequence, -1 for special tokens.</param>
/// <param name="TypeId">The type id of everything in this place.</param>
/// <param name="Ids">The special tokens' ids; empty for a sequence.</param>
/// <param name="Tokens">The special tokens' texts; empty for a sequence.</param>
internal sealed record TemplatePiece(int Sequence, int TypeId, int[] Ids, string[] Tokens)
{
    public static TemplatePiece Of(int sequence, int typeId) => new(sequence, typeId, [], []);

    public static TemplatePiece Of(string token, int id, int typeId) => new(-1, typeId, [id], [token]);

    public bool IsSequence => Sequence >= 0;
}
