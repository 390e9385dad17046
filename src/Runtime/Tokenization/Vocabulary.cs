using System.Collections.Frozen;

namespace SqueezeBert.Gpu.Tokenization;

/// <summary>Tokens and their ids, those that were added to the model's included. Ids may have holes.</summary>
internal sealed class Vocabulary
{
    /// <summary>Ids stay below this, so that a hostile file cannot make the table of tokens huge.</summary>
    public const int IdLimit = 1 << 22;

    private readonly FrozenDictionary<string, int> _ids;
    private readonly string?[] _tokens;
    private readonly bool[] _special;

    public Vocabulary(IReadOnlyDictionary<string, int> model, IReadOnlyList<AddedToken> added)
    {
        var ids = new Dictionary<string, int>(model, StringComparer.Ordinal);
        foreach (AddedToken token in added)
        {
            ids[token.Content] = token.Id;
        }

        int last = -1;
        foreach (int id in ids.Values)
        {
            last = Math.Max(last, id);
        }

        _tokens = new string?[last + 1];
        foreach ((string token, int id) in ids)
        {
            _tokens[id] = token;
        }

        _special = new bool[last + 1];
        foreach (AddedToken token in added)
        {
            _special[token.Id] = token.Special;
        }

        _ids = ids.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>How many tokens there are.</summary>
    public int Count => _ids.Count;

    /// <summary>The id of a token, or null.</summary>
    public int? IdOf(string token) => _ids.TryGetValue(token, out int id) ? id : null;

    /// <summary>The token of an id, or null.</summary>
    public string? TokenOf(int id) => (uint)id < (uint)_tokens.Length ? _tokens[id] : null;

    /// <summary>The token of an id that the tokenizer itself produced.</summary>
    public string Known(int id) => _tokens[id]!;

    /// <summary>Whether an id is a special token's.</summary>
    public bool IsSpecial(int id) => (uint)id < (uint)_special.Length && _special[id];
}
