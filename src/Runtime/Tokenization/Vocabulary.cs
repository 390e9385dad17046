namespace SqueezeBert.Gpu.Tokenization;

/// <summary>Tokens and their ids, those that were added to the model's included. Ids may have holes.</summary>
internal sealed class Vocabulary
{
    /// <summary>Ids stay below this, so that a hostile file cannot make the table of tokens huge.</summary>
    public const int IdLimit = 1 << 22;

    private readonly Dictionary<string, int> ids;
    private readonly string?[] tokens;
    private readonly bool[] special;

    public Vocabulary(IReadOnlyDictionary<string, int> model, IReadOnlyList<AddedToken> added)
    {
        ids = new Dictionary<string, int>(model, StringComparer.Ordinal);
        foreach (AddedToken token in added)
        {
            ids[token.Content] = token.Id;
        }

        int last = -1;
        foreach (int id in ids.Values)
        {
            last = Math.Max(last, id);
        }

        tokens = new string?[last + 1];
        foreach ((string token, int id) in ids)
        {
            tokens[id] = token;
        }

        special = new bool[last + 1];
        foreach (AddedToken token in added)
        {
            special[token.Id] = token.Special;
        }
    }

    /// <summary>How many tokens there are.</summary>
    public int Count => ids.Count;

    /// <summary>The largest id.</summary>
    public int LastId => tokens.Length - 1;

    /// <summary>The id of a token, or null.</summary>
    public int? IdOf(string token) => ids.TryGetValue(token, out int id) ? id : null;

    /// <summary>The token of an id, or null.</summary>
    public string? TokenOf(int id) => (uint)id < (uint)tokens.Length ? tokens[id] : null;

    /// <summary>The token of an id that the tokenizer itself produced.</summary>
    public string Known(int id) => tokens[id]!;

    /// <summary>Whether an id is a special token's.</summary>
    public bool IsSpecial(int id) => (uint)id < (uint)special.Length && special[id];
}
