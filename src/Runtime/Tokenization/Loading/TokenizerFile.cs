using SqueezeBert.Gpu.Files;

namespace SqueezeBert.Gpu.Tokenization;

/// <summary>Reads whole files of bounded size.</summary>
internal static class TokenizerFile
{
    /// <summary>A vocabulary of a million entries is below this.</summary>
    public const int VocabularyLimit = 32 << 20;

    /// <summary>Configurations carry chat templates; vocabularies they do not.</summary>
    public const int ConfigurationLimit = 8 << 20;

    /// <summary>The bytes of a file, or an error where it has more than the limit or cannot be read.</summary>
    public static byte[] Read(string path, int limit)
    {
        try
        {
            return WholeFile.Read(path, limit);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TokenizerException($"{path}: expected a readable file, found: {error.Message}", error);
        }
    }
}
