namespace SqueezeBert.Gpu.Models;

/// <summary>What decides the graph of a model beside its weights: which inputs come and which outputs are wanted.</summary>
/// <param name="GivenEmbeddings">Whether word embeddings come instead of ids.</param>
/// <param name="HasKeyMask">Whether masks have holes, so that attention must skip keys.</param>
/// <param name="Outputs">What is returned.</param>
internal readonly record struct GraphVariant(bool GivenEmbeddings, bool HasKeyMask, OutputSelection Outputs);
