using System.Globalization;

namespace SqueezeBert.Gpu.ModelBench;

/// <summary>What the options' lists hold.</summary>
internal static class Lists
{
    /// <summary>An option that takes words, all of them where it isn't given.</summary>
    public static ListOption<T> Words<T>(
        string name, string description, params IEnumerable<(string Word, T Value)> choices)
    {
        var values = choices.ToDictionary(choice => choice.Word, choice => choice.Value);
        string words = string.Join(",", values.Keys);
        return new ListOption<T>(name, description, $"words from {words}", words, values.TryGetValue);
    }

    /// <summary>Reads a positive whole number.</summary>
    public static bool TryPositive(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
