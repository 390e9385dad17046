namespace SqueezeBert.Gpu.Tokenization;

/// <summary>
/// Collects added tokens and gives ids to new ones as the reference does: a token of the vocabulary keeps its id, others
/// follow the vocabulary and one another.
/// </summary>
internal sealed class AddedTokenList
{
    /// <summary>The id of a token whose file does not give one.</summary>
    public const int Unassigned = -1;

    private readonly IReadOnlyDictionary<string, int> pieces;
    private readonly Dictionary<string, int> positions = new(StringComparer.Ordinal);
    private readonly HashSet<int> ids;
    private readonly List<AddedToken> tokens = [];
    private int next;

    public AddedTokenList(IReadOnlyDictionary<string, int> pieces)
    {
        this.pieces = pieces;
        ids = [.. pieces.Values];
        next = pieces.Count;
    }

    /// <summary>The tokens so far.</summary>
    public IReadOnlyList<AddedToken> Tokens => tokens;

    /// <summary>The id of a token of the vocabulary or of this list.</summary>
    public int? IdOf(string content) =>
        positions.TryGetValue(content, out int position) ? tokens[position].Id
        : pieces.TryGetValue(content, out int id) ? id
        : null;

    /// <summary>Adds a token where the list does not have its content.</summary>
    public void AddMissing(AddedToken token, string place)
    {
        if (!positions.ContainsKey(token.Content))
        {
            Set(token, place);
        }
    }

    /// <summary>Adds a token, or puts it in the place of the one with its content.</summary>
    public void Set(AddedToken token, string place)
    {
        if (token.Content.Length == 0)
        {
            throw new TokenizerException($"{place}: expected the content of an added token, found empty text");
        }

        int? known = IdOf(token.Content);
        int id = known ?? next;
        if (token.Id != Unassigned && token.Id != id)
        {
            throw new TokenizerException($"{place}: expected id {id} for {token.Content}, found {token.Id}");
        }

        if (known is null)
        {
            if (!ids.Add(id) || id >= Vocabulary.IdLimit)
            {
                throw new TokenizerException($"{place}: expected id {id} to be free for {token.Content}, found it taken");
            }

            next = id + 1;
        }

        token = token with { Id = id };
        if (positions.TryGetValue(token.Content, out int position))
        {
            tokens[position] = token;
        }
        else
        {
            positions.Add(token.Content, tokens.Count);
            tokens.Add(token);
        }
    }
}
