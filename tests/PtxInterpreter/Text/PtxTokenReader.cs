using System.Globalization;

namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>Walks over tokens and reports what was expected where.</summary>
internal sealed class PtxTokenReader(List<PtxToken> tokens)
{
    private int next;

    public PtxToken Current => tokens[next];

    public PtxToken Previous => tokens[next - 1];

    public PtxToken Peek => tokens[Math.Min(next + 1, tokens.Count - 1)];

    public int Line => Current.Line;

    public PtxToken Advance() => tokens[next++];

    public bool Accept(char mark)
    {
        bool found = Current.Is(mark);
        next += found ? 1 : 0;
        return found;
    }

    public bool Accept(string word)
    {
        bool found = Current.Kind == PtxTokenKind.Word && Current.Text == word;
        next += found ? 1 : 0;
        return found;
    }

    public void Expect(char mark)
    {
        if (!Accept(mark))
        {
            throw Unexpected($"'{mark}'");
        }
    }

    public string Word() => Current.Kind == PtxTokenKind.Word ? Advance().Text : throw Unexpected("a name");

    public int Integer() => Current.Kind == PtxTokenKind.Number
        ? int.Parse(Advance().Text, CultureInfo.InvariantCulture)
        : throw Unexpected("a number");

    /// <summary>A type directive such as <c>.b32</c>.</summary>
    public PtxType Type()
    {
        string word = Word();
        return PtxType.TryParse(word.TrimStart('.')) ?? throw new PtxSyntaxException(Previous.Line, $"{word} is no type");
    }

    public void SkipTo(char mark)
    {
        while (!Current.Is(mark))
        {
            if (Current.Kind == PtxTokenKind.End)
            {
                throw Unexpected($"'{mark}'");
            }
            next++;
        }
        next++;
    }

    public PtxSyntaxException Unexpected(string expected) => new(Line, $"expected {expected}, found {Current.Text}");
}
