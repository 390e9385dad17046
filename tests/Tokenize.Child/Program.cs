using System.Globalization;
using System.Text.Json;
using SqueezeBert.Gpu.Tokenization;

// usage: MODEL-DIRECTORY CASES.jsonl
// Prints the globalization mode, then one line of ids and offsets for every case. The tests start this program in both
// modes, because a process cannot change its own.
BertTokenizer tokenizer = BertTokenizer.Load(args[0]);
Console.WriteLine(IsInvariant() ? "invariant" : "cultures");
foreach (string line in File.ReadLines(args[1]))
{
    using JsonDocument document = JsonDocument.Parse(line);
    string text = document.RootElement.GetProperty("text").GetString()!;
    string? pair = document.RootElement.TryGetProperty("pair", out JsonElement second) ? second.GetString() : null;
    Encoding encoding = tokenizer.Encode(text, pair);
    Console.WriteLine(string.Join(' ', encoding.Ids) + " | " + string.Join(' ', encoding.Offsets));
}

return 0;

static bool IsInvariant()
{
    try
    {
        return CultureInfo.GetCultureInfo("tr-TR").Name.Length == 0;
    }
    catch (CultureNotFoundException)
    {
        return true;
    }
}
