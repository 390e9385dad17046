using SqueezeBert.Gpu.Files;

namespace SqueezeBert.Gpu.Configuration;

/// <summary>The way of a configuration to and from a model directory.</summary>
internal static class ConfigurationFile
{
    private const int MostBytes = 16 << 20;

    public static ModelConfiguration Load(string directory, ModelClass? unknownClass = null)
    {
        string path = Path.Combine(directory, ModelConfiguration.FileName);
        try
        {
            return ConfigurationParser.Parse(WholeFile.Read(path, MostBytes), path, unknownClass);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            string problem = error is FileNotFoundException or DirectoryNotFoundException
                ? "the file does not exist"
                : $"the file cannot be read: {error.Message}";
            throw new ConfigurationException(path, problem, error);
        }
    }

    public static void Save(ModelConfiguration configuration, string directory)
    {
        string path = Path.Combine(directory, ModelConfiguration.FileName);
        configuration.Validate(path);
        byte[] json = ConfigurationWriter.ToJson(configuration);
        try
        {
            AtomicFile.Write(path, stream => stream.Write(json));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException(path, $"the file cannot be written: {error.Message}", error);
        }
    }
}
