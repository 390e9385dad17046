namespace SqueezeBert.Gpu.Tokenization;

/// <summary>A special token that a configuration names by its role.</summary>
/// <param name="Token">The token; null where the configuration says that there is none.</param>
/// <param name="Place">File and member, for errors.</param>
internal sealed record SpecialTokenRole(AddedToken? Token, string Place);
