namespace SqueezeBert.Gpu.Tokenization;

/// <summary>
/// Collects added tokens and gives ids to new ones as the reference does: a token of the vocabulary keeps its id, others
/// follow the vocabulary and one another.
/// </summary>
internal sealed class AddedTokenList
{
    /// <summary>The id of a token whose file does not give one.</summary>
    public const int Unassigned = -1;

    private readonly IReadOnlyDictionary<string, int> _pieces;
    private readonly Dictionary<string, int> _positions = new(StringComparer.Ordinal);
    private readonly HashSet<int> _ids;
    private readonly List<AddedToken> _tokens = [];
    private int _next;

    public AddedTokenList(IReadOnlyDictionary<string, int> pieces)
    {
        _pieces = pieces;
        _ids = [.. pieces.Values];
        _next = pieces.Count;
    }

    /// <summary>The tokens so far.</summary>
    public IReadOnlyList<AddedToken> Tokens => _tokens;

    /// <summary>The id of a token of the vocabulary or of this list.</summary>
    public int? IdOf(string content) =>
        _positions.TryGetValue(content, out int position) ? _tokens[position].Id
        : _pieces.TryGetValue(content, out int id) ? id
        : null;

    /// <summary>Adds a token where the list does not have its content.</summary>
    public void AddMissing(AddedToken token, string place)
    {
        if (!_positions.ContainsKey(token.Content))
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
        int id = known ?? _next;
        if (token.Id != Unassigned && token.Id != id)
        {
            throw new TokenizerException($"{place}: expected id {id} for {token.Content}, found {token.Id}");
        }

        if (known is null)
        {
            if (!_ids.Add(id) || id >= Vocabulary.IdLimit)
            {
                throw new TokenizerException($"{place}: expected id {id} to be free for {token.Content}, found it taken");
            }

            _next = id + 1;
        }

        token = token with { Id = id };
        if (_positions.TryGetValue(token.Content, out int position))
        {
            _tokens[position] = token;
        }
        else
        {
            _positions.Add(token.Content, _tokens.Count);
            _tokens.Add(token);
        }
    }
}
