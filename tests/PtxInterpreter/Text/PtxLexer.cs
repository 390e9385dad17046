namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>Cuts PTX text into tokens. Source: PTX ISA, "Syntax".</summary>
internal sealed class PtxLexer(string text)
{
    private readonly List<PtxToken> _tokens = [];
    private int _position;
    private int _line = 1;

    public static List<PtxToken> Tokenize(string text) => new PtxLexer(text).Run();

    private List<PtxToken> Run()
    {
        while (SkipBlanksAndComments())
        {
            char c = text[_position];
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
                Take(PtxTokenKind.Text, text.IndexOf('"', _position + 1) + 1);
            }
            else
            {
                Take(PtxTokenKind.Mark, _position + 1);
            }
        }
        _tokens.Add(new PtxToken(PtxTokenKind.End, "end of text", _line, _position, _position));
        return _tokens;
    }

    private void Take(PtxTokenKind kind, int end)
    {
        if (end <= _position)
        {
            throw new PtxSyntaxException(_line, "a string that does not end");
        }
        _tokens.Add(new PtxToken(kind, text[_position..end], _line, _position, end));
        _position = end;
    }

    private bool SkipBlanksAndComments()
    {
        while (_position < text.Length)
        {
            if (text[_position] == '\n')
            {
                _line++;
                _position++;
            }
            else if (char.IsWhiteSpace(text[_position]))
            {
                _position++;
            }
            else if (Ahead("//"))
            {
                int end = text.IndexOf('\n', _position);
                _position = end < 0 ? text.Length : end;
            }
            else if (Ahead("/*"))
            {
                int end = text.IndexOf("*/", _position, StringComparison.Ordinal);
                if (end < 0)
                {
                    throw new PtxSyntaxException(_line, "a comment that does not end");
                }
                _line += text.AsSpan(_position, end - _position).Count('\n');
                _position = end + 2;
            }
            else
            {
                return true;
            }
        }
        return false;
    }

    private bool Ahead(string mark) => string.CompareOrdinal(text, _position, mark, 0, mark.Length) == 0;

    private int WordEnd()
    {
        int end = _position + 1;
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
        int end = _position + 1;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '.'))
        {
            end++;
        }
        return end;
    }

    private static bool IsWordStart(char c) => char.IsAsciiLetter(c) || c is '_' or '$' or '%' or '.';
}
