namespace SqueezeBert.Gpu.Tokenization;

/// <summary>Consecutive tokens of one sequence.</summary>
internal readonly record struct TokenRange(int Start, int Length)
{
    public int End => Start + Length;
}
