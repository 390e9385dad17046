namespace SqueezeBert.Gpu.Tokenization;

/// <summary>Reads the <c>post_processor</c> of <c>tokenizer.json</c>: BertProcessing, TemplateProcessing, or none.</summary>
internal static class PostProcessorFormat
{
    /// <summary>Reads the member; special tokens must be the vocabulary's.</summary>
    public static SequenceTemplate Read(JsonItem? postProcessor, AddedTokenList vocabulary)
    {
        if (postProcessor is not { IsNull: false } item)
        {
            return SequenceTemplate.Bare;
        }

        TokenizerJson.Typed(item, "TemplateProcessing", "BertProcessing");
        return item.Get("type").Text() == "BertProcessing" ? ReadBert(item, vocabulary) : ReadTemplate(item, vocabulary);
    }

    private static SequenceTemplate ReadBert(JsonItem item, AddedTokenList vocabulary)
    {
        item.AllowOnly("type", "sep", "cls");
        (string cls, int clsId) = ReadToken(item.Get("cls"), vocabulary);
        (string sep, int sepId) = ReadToken(item.Get("sep"), vocabulary);
        return SequenceTemplate.Bert(cls, clsId, sep, sepId);
    }

    private static (string Token, int Id) ReadToken(JsonItem item, AddedTokenList vocabulary)
    {
        List<JsonItem> parts = item.Elements();
        if (parts.Count != 2)
        {
            throw item.Unexpected("a token and its id");
        }

        return (parts[0].Text(), CheckedId(parts[1], parts[0].Text(), vocabulary));
    }

    private static SequenceTemplate ReadTemplate(JsonItem item, AddedTokenList vocabulary)
    {
        item.AllowOnly("type", "single", "pair", "special_tokens");
        var special = new Dictionary<string, (int[] Ids, string[] Tokens)>(StringComparer.Ordinal);
        foreach ((string name, JsonItem token) in item.Get("special_tokens").Members())
        {
            special.Add(name, ReadSpecialToken(token, vocabulary));
        }

        TemplatePiece[] single = ReadPieces(item.Get("single"), special);
        TemplatePiece[] pair = ReadPieces(item.Get("pair"), special);
        if (!Array.Exists(single, piece => piece.Sequence == 0) || Array.Exists(single, piece => piece.Sequence == 1))
        {
            throw item.Get("single").Unexpected("sequence A and no other");
        }

        if (!Array.Exists(pair, piece => piece.Sequence == 0) || !Array.Exists(pair, piece => piece.Sequence == 1))
        {
            throw item.Get("pair").Unexpected("the sequences A and B");
        }

        return new SequenceTemplate(single, pair);
    }

    private static (int[] Ids, string[] Tokens) ReadSpecialToken(JsonItem item, AddedTokenList vocabulary)
    {
        item.AllowOnly("id", "ids", "tokens");
        List<JsonItem> ids = item.Get("ids").Elements();
        List<JsonItem> tokens = item.Get("tokens").Elements();
        if (ids.Count != tokens.Count || ids.Count == 0)
        {
            throw item.Unexpected("as many ids as tokens, and some");
        }

        string[] texts = [.. tokens.ConvertAll(token => token.Text())];
        int[] checkedIds = new int[texts.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            checkedIds[i] = CheckedId(ids[i], texts[i], vocabulary);
        }

        return (checkedIds, texts);
    }

    private static TemplatePiece[] ReadPieces(JsonItem list, Dictionary<string, (int[] Ids, string[] Tokens)> special)
    {
        var pieces = new List<TemplatePiece>();
        foreach (JsonItem item in list.Elements())
        {
            item.AllowOnly("SpecialToken", "Sequence");
            JsonItem? sequence = item.Find("Sequence");
            JsonItem? token = item.Find("SpecialToken");
            if ((sequence ?? token) is not { } piece || (sequence is not null && token is not null))
            {
                throw item.Unexpected("either a Sequence or a SpecialToken");
            }

            piece.AllowOnly("id", "type_id");
            JsonItem id = piece.Get("id");
            int typeId = piece.Get("type_id").Whole(0, int.MaxValue);
            if (sequence is not null)
            {
                pieces.Add(TemplatePiece.Of(id.Text() switch { "A" => 0, "B" => 1, _ => throw id.Unexpected("A or B") }, typeId));
            }
            else if (special.TryGetValue(id.Text(), out (int[] Ids, string[] Tokens) named))
            {
                pieces.Add(new TemplatePiece(-1, typeId, named.Ids, named.Tokens));
            }
            else
            {
                throw id.Unexpected("the name of one of post_processor.special_tokens");
            }
        }

        return [.. pieces];
    }

    private static int CheckedId(JsonItem item, string token, AddedTokenList vocabulary)
    {
        int id = item.Whole(0, Vocabulary.IdLimit - 1);
        int? expected = vocabulary.IdOf(token);
        return expected == id ? id
            : expected is null ? throw item.Unexpected($"an id of the vocabulary, which does not have {token}")
            : throw item.Unexpected($"{expected}, the vocabulary's id of {token}");
    }
}
