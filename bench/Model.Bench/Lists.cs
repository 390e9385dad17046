using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace SqueezeBert.Gpu.ModelBench;

/// <summary>Options that take a list, its items apart by commas.</summary>
internal static class Lists
{
    /// <summary>An option whose items <paramref name="parse"/> reads.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="expected">What an item looks like, for errors.</param>
    /// <param name="fallback">The list where it isn't given, as one would write it.</param>
    /// <param name="parse">Reads an item; null where it is none.</param>
    public static Option<IReadOnlyList<T>> Of<T>(
        string name, string description, string expected, string fallback, Func<string, T?> parse)
        where T : struct
    {
        var option = new Option<IReadOnlyList<T>>(name)
        {
            Description = $"{description} Default: {fallback}.",
            HelpName = "LIST",
            DefaultValueFactory = _ => Items(fallback, parse)!,
        };
        option.CustomParser = result => Items(result.Tokens[0].Value, parse) ?? Refuse<T>(result, name, expected);
        return option;
    }

    /// <summary>An option that takes words.</summary>
    public static Option<IReadOnlyList<T>> Words<T>(
        string name, string description, params IReadOnlyList<(string Word, T Value)> choices)
        where T : struct
    {
        string words = string.Join(",", choices.Select(choice => choice.Word));
        return Of(name, description, words, words, text => choices.Any(choice => choice.Word == text)
            ? choices.First(choice => choice.Word == text).Value
            : default(T?));
    }

    /// <summary>A positive number; null for anything else.</summary>
    public static int? Positive(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0 ? value : null;

    private static List<T>? Items<T>(string text, Func<string, T?> parse)
        where T : struct
    {
        var items = new List<T>();
        foreach (string item in text.Split(','))
        {
            if (parse(item) is not { } value)
            {
                return null;
            }

            items.Add(value);
        }

        return items;
    }

    private static IReadOnlyList<T>? Refuse<T>(ArgumentResult result, string name, string expected)
    {
        result.AddError($"{name}: expected items from {expected}, found '{result.Tokens[0].Value}'");
        return null;
    }
}
