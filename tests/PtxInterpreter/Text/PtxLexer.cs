namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>Cuts PTX text into tokens. Source: PTX ISA, "Syntax".</summary>
internal sealed class PtxLexer(string text)
{
    private readonly List<PtxToken> tokens = [];
    private int position;
    private int line = 1;

    public static List<PtxToken> Tokenize(string text) => new PtxLexer(text).Run();

    private List<PtxToken> Run()
    {
        while (SkipBlanksAndComments())
        {
            char c = text[position];
            if (IsWordStart(c))
            {
                Take(PtxTokenKind.Word, WordEnd());
            }
            else if (char.IsAsciiDigit(c))
            {
                Take(PtxTokenKind.Number, NumberEnd());
            }
            else if (c == '"')
            {
                Take(PtxTokenKind.Text, text.IndexOf('"', position + 1) + 1);
            }
            else
            {
                Take(PtxTokenKind.Mark, position + 1);
            }
        }
        tokens.Add(new PtxToken(PtxTokenKind.End, "end of text", line, position, position));
        return tokens;
    }

    private void Take(PtxTokenKind kind, int end)
    {
        if (end <= position)
        {
            throw new PtxSyntaxException(line, "a string that does not end");
        }
        tokens.Add(new PtxToken(kind, text[position..end], line, position, end));
        position = end;
    }

    private bool SkipBlanksAndComments()
    {
        while (position < text.Length)
        {
            if (text[position] == '\n')
            {
                line++;
                position++;
            }
            else if (char.IsWhiteSpace(text[position]))
            {
                position++;
            }
            else if (Ahead("//"))
            {
                int end = text.IndexOf('\n', position);
                position = end < 0 ? text.Length : end;
            }
            else if (Ahead("/*"))
            {
                int end = text.IndexOf("*/", position, StringComparison.Ordinal);
                if (end < 0)
                {
                    throw new PtxSyntaxException(line, "a comment that does not end");
                }
                line += text.AsSpan(position, end - position).Count('\n');
                position = end + 2;
            }
            else
            {
                return true;
            }
        }
        return false;
    }

    private bool Ahead(string mark) => string.CompareOrdinal(text, position, mark, 0, mark.Length) == 0;

    private int WordEnd()
    {
        int end = position + 1;
        while (end < text.Length)
        {
            if (IsWordStart(text[end]) || char.IsAsciiDigit(text[end]))
            {
                end++;
            }
            else if (text[end] == ':' && end + 1 < text.Length && text[end + 1] == ':')
            {
                end += 2; // cache hints such as .L2::128B belong to the opcode
            }
            else
            {
                break;
            }
        }
        return end;
    }

    private int NumberEnd()
    {
        int end = position + 1;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '.'))
        {
            end++;
        }
        return end;
    }

    private static bool IsWordStart(char c) => char.IsAsciiLetter(c) || c is '_' or '$' or '%' or '.';
}
