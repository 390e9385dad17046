namespace SqueezeBert.Gpu.HardwarePack.Children;

/// <summary>What <see cref="ProveCommand"/> writes for a fixture that it lists.</summary>
/// <param name="Fixture">The class.</param>
/// <param name="Tests">How many tests it has for the category.</param>
internal sealed record TestFixtureLine(string Fixture, int Tests);
