using System.CommandLine;
using System.Diagnostics.CodeAnalysis;

namespace SqueezeBert.Gpu.ModelBench;

/// <summary>An option that takes a list, its items apart by commas.</summary>
internal sealed class ListOption<T> : Option<IReadOnlyList<T>>
{
    private readonly IReadOnlyList<T> fallback;

    /// <summary>Creates the option.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="expected">What the items look like, for errors.</param>
    /// <param name="fallback">The list where it isn't given, as one would write it.</param>
    /// <param name="parse">Reads an item.</param>
    public ListOption(string name, string description, string expected, string fallback, ItemParser parse)
        : base(name)
    {
        this.fallback = Items(fallback, parse)
            ?? throw new ArgumentException($"{name}: the default is no list of {expected}", nameof(fallback));
        Description = $"{description} [default: {fallback}]";
        HelpName = "LIST";
        CustomParser = result =>
        {
            string found = result.Tokens[0].Value;
            List<T>? items = Items(found, parse);
            if (items is null)
            {
                result.AddError($"{name}: expected {expected}, found '{found}'");
            }

            return items;
        };
    }

    /// <summary>Reads an item; false where it is none.</summary>
    public delegate bool ItemParser(string text, [MaybeNullWhen(false)] out T item);

    /// <summary>The list that was given, or the default.</summary>
    public IReadOnlyList<T> Of(ParseResult arguments) => arguments.GetValue(this) ?? fallback;

    private static List<T>? Items(string text, ItemParser parse)
    {
        var items = new List<T>();
        foreach (string word in text.Split(','))
        {
            if (!parse(word, out T? item))
            {
                return null;
            }

            items.Add(item);
        }

        return items;
    }
}
