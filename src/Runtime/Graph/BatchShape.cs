namespace SqueezeBert.Gpu.Graph;

/// <summary>The sizes that a batch gives to the open axes of a graph.</summary>
/// <param name="Sentences">B.</param>
/// <param name="Tokens">T, all sentences together.</param>
/// <param name="Longest">S, the tokens of the longest sentence.</param>
public readonly record struct BatchShape(int Sentences, int Tokens, int Longest);
