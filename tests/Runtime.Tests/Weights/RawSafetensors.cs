using System.Buffers.Binary;
using System.Text;

namespace SqueezeBert.Gpu.Runtime.Tests.Weights;

/// <summary>Puts files together byte by byte, also such as no writer would write.</summary>
internal static class RawSafetensors
{
    /// <summary>Two tensors of 4 and 8 bytes and one string of metadata.</summary>
    public const string GoodHeader =
        """{"__metadata__":{"format":"pt"},"a":{"dtype":"U8","shape":[2,2],"data_offsets":[0,4]},""" +
        """ "b.weight":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""";

    public const int GoodDataLength = 12;

    public static byte[] File(string header, int dataLength = GoodDataLength) =>
        File((ulong)Encoding.UTF8.GetByteCount(header), Encoding.UTF8.GetBytes(header), dataLength);

    public static byte[] File(ulong headerLength, byte[] header, int dataLength)
    {
        byte[] file = new byte[sizeof(ulong) + header.Length + dataLength];
        BinaryPrimitives.WriteUInt64LittleEndian(file, headerLength);
        header.CopyTo(file, sizeof(ulong));
        return file;
    }

    /// <summary>A header with one tensor <c>t</c> whose body is given.</summary>
    public static string Tensor(string body) => $$"""{"t":{{body}}}""";
}
