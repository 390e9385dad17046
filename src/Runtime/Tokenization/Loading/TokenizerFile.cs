namespace SqueezeBert.Gpu.Tokenization;

/// <summary>Reads whole files of bounded size.</summary>
internal static class TokenizerFile
{
    /// <summary>A vocabulary of a million entries is below this.</summary>
    public const int VocabularyLimit = 32 << 20;

    /// <summary>Configurations carry chat templates; vocabularies they do not.</summary>
    public const int ConfigurationLimit = 8 << 20;

    private const int FirstBlock = 4096;

    /// <summary>The bytes of a file, or an error where it has more than the limit or cannot be read.</summary>
    public static byte[] Read(string path, int limit)
    {
        try
        {
            // The length is not asked for beforehand: devices and pipes have none and would never end.
            using FileStream file = File.OpenRead(path);
            long hint = file.CanSeek ? file.Length + 1 : 0;
            var bytes = new byte[Math.Clamp(hint, FirstBlock, limit + 1)];
            int count = 0;
            for (int read; (read = file.Read(bytes, count, bytes.Length - count)) > 0;)
            {
                count += read;
                if (count > limit)
                {
                    throw new TokenizerException($"{path}: expected at most {limit} bytes, found more");
                }

                if (count == bytes.Length)
                {
                    Array.Resize(ref bytes, (int)Math.Min(2L * count, limit + 1L));
                }
            }

            return bytes[..count];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new TokenizerException($"{path}: expected a readable file, found: {error.Message}", error);
        }
    }
}
