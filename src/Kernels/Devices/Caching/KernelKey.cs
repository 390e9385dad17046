using System.Security.Cryptography;
using System.Text;

namespace SqueezeBert.Gpu.Devices.Caching;

/// <summary>
/// Everything that a compiled kernel depends on, as lines of text: the code that is compiled, the compiler, its settings.
/// </summary>
/// <param name="Text">The lines.</param>
internal sealed record KernelKey(string Text)
{
    /// <summary>A name for a file: the SHA-256 of the text, in hexadecimal digits.</summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));
}
