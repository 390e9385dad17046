using System.Text.Json;

namespace SqueezeBert.Gpu.Files;

/// <summary>Reads JSON strings, telling ill-formed text (half of a surrogate pair) apart from a failure of the program.</summary>
internal static class JsonText
{
    /// <summary>The string or property name that the reader stands on.</summary>
    /// <exception cref="JsonException">The text is not well-formed Unicode.</exception>
    public static string Read(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? throw new JsonException("expected a string");
        }
        catch (InvalidOperationException error)
        {
            throw new JsonException("the text is not well-formed Unicode", error);
        }
    }
}
