using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace SqueezeBert.Gpu.Cli;

/// <summary>Options whose errors name the option, what was expected and what was found.</summary>
internal static class Choice
{
    /// <summary>An option that takes one of a few words.</summary>
    public static Option<T> Of<T>(string name, string description, params (string Word, T Value)[] choices)
    {
        string[] words = new string[choices.Length];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = choices[i].Word;
        }

        var option = new Option<T>(name) { Description = description, HelpName = string.Join('|', words) };
        option.CustomParser = result =>
        {
            string found = result.Tokens[0].Value;
            int index = Array.IndexOf(words, found);
            return index >= 0
                ? choices[index].Value
                : Refuse<T>(result, name, string.Join(", ", words));
        };
        option.CompletionSources.Add(words);
        return option;
    }

    /// <summary>An option that takes a whole number; null when it is not given.</summary>
    public static Option<int?> Number(string name, string description, int least, int most = int.MaxValue) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result =>
            int.TryParse(result.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            && value >= least && value <= most
                ? value
                : Refuse<int?>(
                    result, name, "a whole number " + (most == int.MaxValue ? $"from {least} on" : $"from {least} to {most}")),
    };

    /// <summary>An option that takes a number of seconds; null when it is not given.</summary>
    public static Option<double?> Seconds(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "T",
        CustomParser = result =>
            double.TryParse(
                result.Tokens[0].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            && value is > 0 and <= 86_400
                ? value
                : Refuse<double?>(result, name, "seconds, more than 0 and at most 86400"),
    };

    private static T? Refuse<T>(ArgumentResult result, string name, string expected)
    {
        result.AddError($"{name}: expected {expected}, found '{result.Tokens[0].Value}'");
        return default;
    }
}
