namespace SqueezeBert.Gpu.Configuration;

/// <summary>A <c>config.json</c> that cannot be read, or describes a model that cannot run.</summary>
public sealed class ConfigurationException : SqueezeBertException
{
    /// <summary>Creates the error of a whole file.</summary>
    /// <param name="location">The file, or what stands for it.</param>
    /// <param name="problem">What was expected and what was found.</param>
    /// <param name="innerException">The error underneath, when there is one.</param>
    public ConfigurationException(string location, string problem, Exception? innerException = null)
        : base($"{location}: {problem}", innerException)
    {
    }

    /// <summary>Creates the error of one key.</summary>
    /// <param name="location">The file, or what stands for it.</param>
    /// <param name="key">The key as it stands in <c>config.json</c>.</param>
    /// <param name="problem">The value and the constraint that it breaks.</param>
    public ConfigurationException(string location, string key, string problem)
        : base($"{location}: {key} {problem}")
    {
        Key = key;
    }

    /// <summary>The key in question; null when the file as a whole is wrong.</summary>
    public string? Key { get; }
}
