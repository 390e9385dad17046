namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>One token, with where it lies in the source, so that messages can quote the instruction as written.</summary>
internal readonly record struct PtxToken(PtxTokenKind Kind, string Text, int Line, int Start, int End)
{
    public bool Is(char mark) => Kind == PtxTokenKind.Mark && Text[0] == mark;
}
