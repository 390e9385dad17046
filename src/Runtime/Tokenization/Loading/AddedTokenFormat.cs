namespace SqueezeBert.Gpu.Tokenization;

/// <summary>The JSON object that describes an added token, the same in every file.</summary>
internal static class AddedTokenFormat
{
    /// <summary>Reads a token; <paramref name="special"/> is what it is where the object does not say.</summary>
    public static AddedToken Read(JsonItem item, bool special)
    {
        item.AllowOnly("id", "content", "single_word", "lstrip", "rstrip", "normalized", "special", "__type");
        special = item.Find("special")?.Flag() ?? special;
        return new AddedToken(
            item.Get("content").Text(), item.Find("id")?.Whole(0, Vocabulary.IdLimit - 1) ?? AddedTokenList.Unassigned)
        {
            SingleWord = item.Find("single_word")?.Flag() ?? false,
            LeftStrip = item.Find("lstrip")?.Flag() ?? false,
            RightStrip = item.Find("rstrip")?.Flag() ?? false,
            Normalized = item.Find("normalized")?.Flag() ?? !special,
            Special = special,
        };
    }
}
