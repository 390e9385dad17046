using System.Globalization;

namespace SqueezeBert.Gpu.Tokenization;

/// <summary>
/// What <c>tokenizer_config.json</c> says, with <c>special_tokens_map.json</c> and <c>added_tokens.json</c> as transformers
/// combines them: those two count only where the first has no <c>added_tokens_decoder</c>. Members that concern other
/// software (chat templates, processors) are none of the tokenizer's business.
/// </summary>
internal sealed class TokenizerConfig
{
    private static readonly string[] Roles =
        ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

    private readonly List<(AddedToken Token, string Place)> declared = [];
    private readonly List<(AddedToken Token, string Place)> additional = [];
    private readonly Dictionary<string, SpecialTokenRole> roles = new(StringComparer.Ordinal);
    private JsonItem? config;

    /// <summary>Tokens with ids; they replace what <c>tokenizer.json</c> says of the same content.</summary>
    public IReadOnlyList<(AddedToken Token, string Place)> Declared => declared;

    /// <summary>Special tokens without a role.</summary>
    public IReadOnlyList<(AddedToken Token, string Place)> Additional => additional;

    /// <summary>Special tokens by role.</summary>
    public IReadOnlyDictionary<string, SpecialTokenRole> SpecialTokens => roles;

    /// <summary>Reads the three files, each if it is there.</summary>
    public static TokenizerConfig Read(string directory)
    {
        var config = new TokenizerConfig();
        bool hasDecoder = false;
        if (Open(directory, "tokenizer_config.json") is { } main)
        {
            config.config = main;
            config.ReadSpecialTokens(main);
            if (main.FindValue("added_tokens_decoder") is { } decoder)
            {
                hasDecoder = true;
                config.ReadDecoder(decoder);
            }
        }

        if (!hasDecoder && Open(directory, "special_tokens_map.json") is { } map)
        {
            config.ReadSpecialTokens(map);
        }

        if (!hasDecoder && Open(directory, "added_tokens.json") is { } added)
        {
            config.ReadAddedTokens(added);
        }

        return config;
    }

    /// <summary>The member of <c>tokenizer_config.json</c> of a name, null values included.</summary>
    public JsonItem? Find(string name) => config?.Find(name);

    /// <summary>The member of <c>tokenizer_config.json</c> of a name, where it is not null.</summary>
    public JsonItem? FindValue(string name) => config?.FindValue(name);

    /// <summary>Options with everything replaced that the configuration states.</summary>
    public TokenizerOptions Apply(TokenizerOptions options) => options with
    {
        Lowercase = FindValue("do_lower_case")?.Flag() ?? options.Lowercase,
        StripAccents = Find("strip_accents") is { } strip ? (strip.IsNull ? null : strip.Flag()) : options.StripAccents,
        HandleChineseCharacters = FindValue("tokenize_chinese_chars")?.Flag() ?? options.HandleChineseCharacters,
        UnknownToken = Role("unk_token", options.UnknownToken) ?? options.UnknownToken,
        SeparatorToken = Role("sep_token", options.SeparatorToken),
        PadToken = Role("pad_token", options.PadToken),
        ClassToken = Role("cls_token", options.ClassToken),
        MaskToken = Role("mask_token", options.MaskToken),
        ModelMaxLength = (FindValue("model_max_length") ?? FindValue("max_len")) is { } length
            ? length.Limit()
            : options.ModelMaxLength,
        PaddingSide = FindValue("padding_side") is { } padding ? Side(padding) : options.PaddingSide,
        TruncationSide = FindValue("truncation_side") is { } truncation ? Side(truncation) : options.TruncationSide,
        PadTypeId = FindValue("pad_token_type_id")?.Whole(0, int.MaxValue) ?? options.PadTypeId,
        SplitSpecialTokens = FindValue("split_special_tokens")?.Flag() ?? options.SplitSpecialTokens,
        CleanUpSpaces = FindValue("clean_up_tokenization_spaces")?.Flag() ?? options.CleanUpSpaces,
    };

    /// <summary>The side that a member names.</summary>
    public static TokenSide Side(JsonItem item) => item.Text() switch
    {
        "right" or "Right" => TokenSide.Right,
        "left" or "Left" => TokenSide.Left,
        _ => throw item.Unexpected("left or right"),
    };

    private static JsonItem? Open(string directory, string name)
    {
        string path = Path.Combine(directory, name);
        return File.Exists(path) ? JsonItem.ReadFile(path, TokenizerFile.ConfigurationLimit) : null;
    }

    private string? Role(string role, string? otherwise) =>
        roles.TryGetValue(role, out SpecialTokenRole? named) ? named.Token?.Content : otherwise;

    private void ReadSpecialTokens(JsonItem file)
    {
        foreach (string role in Roles)
        {
            if (file.Find(role) is { } item)
            {
                roles[role] = new SpecialTokenRole(item.IsNull ? null : SpecialToken(item), item.Place);
            }
        }

        ReadAdditional(file.FindValue("additional_special_tokens"));
        ReadAdditional(file.FindValue("extra_special_tokens"));
    }

    private void ReadAdditional(JsonItem? list)
    {
        if (list is not { } items)
        {
            return;
        }

        if (items.IsObject)
        {
            foreach ((_, JsonItem item) in items.Members())
            {
                additional.Add((SpecialToken(item), item.Place));
            }

            return;
        }

        foreach (JsonItem item in items.Elements())
        {
            additional.Add((SpecialToken(item), item.Place));
        }
    }

    private void ReadDecoder(JsonItem decoder)
    {
        foreach ((string name, JsonItem item) in decoder.Members())
        {
            if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int id))
            {
                throw new TokenizerException($"{item.Place}: expected an id as the name, found {name}");
            }

            declared.Add((AddedTokenFormat.Read(item, special: false) with { Id = id }, item.Place));
        }

        declared.Sort((a, b) => a.Token.Id.CompareTo(b.Token.Id));
    }

    private void ReadAddedTokens(JsonItem file)
    {
        foreach ((string content, JsonItem item) in file.Members())
        {
            bool special = false;
            foreach (SpecialTokenRole role in roles.Values)
            {
                special |= role.Token?.Content == content;
            }

            foreach ((AddedToken token, _) in additional)
            {
                special |= token.Content == content;
            }

            int id = item.Whole(0, Vocabulary.IdLimit - 1);
            declared.Add((new AddedToken(content, id) { Normalized = !special, Special = special }, item.Place));
        }

        declared.Sort((a, b) => a.Token.Id.CompareTo(b.Token.Id));
    }

    private static AddedToken SpecialToken(JsonItem item) => item.IsObject
        ? AddedTokenFormat.Read(item, special: true) with { Special = true }
        : new AddedToken(item.Text(), AddedTokenList.Unassigned) { Special = true };
}
