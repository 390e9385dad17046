namespace SqueezeBert.Gpu.Tokenization;

/// <summary>
/// Reads <c>tokenizer.json</c>, the file of Hugging Face's tokenizers library. What is not BERT's is refused by name.
/// </summary>
internal static class TokenizerJson
{
    private const int MaxWordLengthLimit = 1 << 16;

    /// <summary>Reads the file; what the configuration states comes before it, as in <c>BertTokenizerFast</c>.</summary>
    public static TokenizerDefinition Read(string path, TokenizerConfig config)
    {
        JsonItem file = JsonItem.ReadFile(path, TokenizerFile.VocabularyLimit);
        file.AllowOnly(
            "version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder",
            "model");
        if (file.Find("version") is { } version && version.Text() != "1.0")
        {
            throw version.Unexpected("1.0");
        }

        JsonItem preTokenizer = Typed(file.Get("pre_tokenizer"), "BertPreTokenizer");
        preTokenizer.AllowOnly("type");
        TokenizerOptions options = ReadNormalizer(file.Get("normalizer"), new TokenizerOptions());
        options = ReadTruncation(file.FindValue("truncation"), options);
        options = ReadPadding(file.FindValue("padding"), options);
        JsonItem model = file.Get("model");
        Dictionary<string, int> pieces = ReadModel(model, ref options);
        string unknown = options.UnknownToken;
        options = config.Apply(options) with { UnknownToken = unknown };

        var added = new AddedTokenList(pieces);
        if (file.FindValue("added_tokens") is { } list)
        {
            foreach (JsonItem item in list.Elements())
            {
                item.Get("id");
                added.Set(AddedTokenFormat.Read(item, special: false), item.Place);
            }
        }

        foreach ((AddedToken token, string place) in config.Declared)
        {
            added.Set(token, place);
        }

        foreach ((string role, SpecialTokenRole named) in config.SpecialTokens)
        {
            // The base class of every tokenizer may name these two; BERT's never had them in its vocabulary.
            bool optional = role is "bos_token" or "eos_token";
            if (!optional && named.Token is { } token && added.IdOf(token.Content) is null)
            {
                throw new TokenizerException(
                    $"{named.Place}: expected {token.Content} in the vocabulary of {path}, found no such entry");
            }
        }

        VocabularyDefinition.AddSpecial(config, added);
        return new TokenizerDefinition
        {
            Source = path,
            Pieces = pieces,
            Options = WithoutAbsent(options, added),
            AddedTokens = added.Tokens,
            Template = PostProcessorFormat.Read(file.Find("post_processor"), added),
            Decoder = ReadDecoder(file.FindValue("decoder"), options),
        };
    }

    /// <summary>An object whose type is the one that is supported.</summary>
    public static JsonItem Typed(JsonItem item, params ReadOnlySpan<string> types)
    {
        if (!item.IsObject)
        {
            throw item.Unexpected(string.Join(" or ", types));
        }

        JsonItem type = item.Get("type");
        return types.Contains(type.Text()) ? item : throw type.Unexpected(string.Join(" or ", types));
    }

    private static TokenizerOptions ReadNormalizer(JsonItem item, TokenizerOptions options)
    {
        Typed(item, "BertNormalizer").AllowOnly("type", "clean_text", "handle_chinese_chars", "strip_accents", "lowercase");
        return options with
        {
            CleanText = item.Get("clean_text").Flag(),
            HandleChineseCharacters = item.Get("handle_chinese_chars").Flag(),
            StripAccents = item.FindValue("strip_accents")?.Flag(),
            Lowercase = item.Get("lowercase").Flag(),
        };
    }

    // Only the sides matter here: in transformers every call says anew whether and how far it truncates and pads.
    private static TokenizerOptions ReadTruncation(JsonItem? truncation, TokenizerOptions options)
    {
        if (truncation is not { } item)
        {
            return options;
        }

        item.AllowOnly("direction", "max_length", "strategy", "stride");
        return item.Find("direction") is { } side ? options with { TruncationSide = TokenizerConfig.Side(side) } : options;
    }

    private static TokenizerOptions ReadPadding(JsonItem? padding, TokenizerOptions options)
    {
        if (padding is not { } item)
        {
            return options;
        }

        item.AllowOnly("strategy", "direction", "pad_to_multiple_of", "pad_id", "pad_type_id", "pad_token");
        return options with
        {
            PaddingSide = item.Find("direction") is { } side ? TokenizerConfig.Side(side) : options.PaddingSide,
            PadToken = item.Find("pad_token")?.Text() ?? options.PadToken,
            PadTypeId = item.Find("pad_type_id")?.Whole(0, int.MaxValue) ?? options.PadTypeId,
        };
    }

    private static Dictionary<string, int> ReadModel(JsonItem model, ref TokenizerOptions options)
    {
        // Files from before models were tagged have no type; the prefix tells WordPiece from the others.
        if (model.IsObject && model.Find("type") is null)
        {
            model.Get("continuing_subword_prefix");
        }
        else
        {
            Typed(model, "WordPiece");
        }

        model.AllowOnly("type", "unk_token", "continuing_subword_prefix", "max_input_chars_per_word", "vocab");
        JsonItem unknown = model.Get("unk_token");
        options = options with
        {
            UnknownToken = unknown.Text(),
            ContinuationPrefix = model.Get("continuing_subword_prefix").Text(),
            MaxWordLength = model.Get("max_input_chars_per_word").Whole(1, MaxWordLengthLimit),
        };
        var pieces = new Dictionary<string, int>(StringComparer.Ordinal);
        var ids = new Dictionary<int, string>();
        foreach ((string token, JsonItem item) in model.Get("vocab").Members())
        {
            int id = item.Whole(0, Vocabulary.IdLimit - 1);
            if (token.Length == 0)
            {
                throw item.Unexpected("the id of a token, whose name is not empty,");
            }

            if (!ids.TryAdd(id, token))
            {
                throw new TokenizerException($"{item.Place}: expected an id of its own, found {id}, which is {ids[id]}'s");
            }

            pieces.Add(token, id);
        }

        return pieces.ContainsKey(options.UnknownToken) ? pieces : throw unknown.Unexpected("an entry of model.vocab");
    }

    private static WordPieceDecoder ReadDecoder(JsonItem? decoder, TokenizerOptions options)
    {
        if (decoder is not { } item)
        {
            return new WordPieceDecoder(null, CleanUpTokens: false, options.CleanUpSpaces);
        }

        Typed(item, "WordPiece").AllowOnly("type", "prefix", "cleanup");
        return new WordPieceDecoder(item.Get("prefix").Text(), item.Get("cleanup").Flag(), options.CleanUpSpaces);
    }

    private static TokenizerOptions WithoutAbsent(TokenizerOptions options, AddedTokenList added)
    {
        return options with
        {
            SeparatorToken = Present(options.SeparatorToken),
            PadToken = Present(options.PadToken),
            ClassToken = Present(options.ClassToken),
            MaskToken = Present(options.MaskToken),
        };

        string? Present(string? token) => token is not null && added.IdOf(token) is not null ? token : null;
    }
}
