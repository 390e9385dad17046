namespace SqueezeBert.Gpu.Weights.PyTorch;

/// <summary>What a pickle means by the names and the identifiers in it.</summary>
internal interface IPickleObjects
{
    /// <summary>A function or a value by the name of its Python module and its own.</summary>
    /// <exception cref="WeightsFileException">The name is not one of those that are known.</exception>
    object Find(string module, string name);

    /// <summary>An object that is kept outside the pickle.</summary>
    /// <exception cref="FormatException">The identifier is malformed.</exception>
    /// <exception cref="WeightsFileException">There is no such object.</exception>
    object Load(object? identifier);
}
