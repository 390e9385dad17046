using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace SqueezeBert.Gpu.Runtime.Tests.Weights;

/// <summary>Puts pickles together, instruction by instruction; a value is the instructions that leave it on the stack.</summary>
internal static class RawPickle
{
    public static byte[] None => "N"u8.ToArray();

    public static byte[] True => [0x88];

    public static byte[] False => [0x89];

    public static byte[] OrderedDictionary => Call(Global("collections", "OrderedDict"), Tuple());

    /// <summary>A whole pickle.</summary>
    public static byte[] Of(params byte[][] instructions) => [0x80, 2, .. Join(instructions), (byte)'.'];

    public static byte[] Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        byte[] length = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)bytes.Length);
        return [(byte)'X', .. length, .. bytes];
    }

    public static byte[] Integer(BigInteger value)
    {
        byte[] bytes = value.ToByteArray();
        return value >= 0 && value <= byte.MaxValue ? [(byte)'K', (byte)value] : [0x8a, (byte)bytes.Length, .. bytes];
    }

    public static byte[] Tuple(params byte[][] items) => [(byte)'(', .. Join(items), (byte)'t'];

    public static byte[] Integers(IEnumerable<long> values) => Tuple([.. values.Select(value => Integer(value))]);

    public static byte[] List(params byte[][] items) => [(byte)']', (byte)'(', .. Join(items), (byte)'e'];

    public static byte[] Dictionary(params (string Key, byte[] Value)[] items) =>
        [(byte)'}', (byte)'(', .. Join([.. items.SelectMany(item => (byte[][])[Text(item.Key), item.Value])]), (byte)'u'];

    public static byte[] Global(string module, string name) => Encoding.UTF8.GetBytes($"c{module}\n{name}\n");

    public static byte[] Call(byte[] function, byte[] arguments) => [.. function, .. arguments, (byte)'R'];

    public static byte[] Storage(string type, string key, BigInteger count, params byte[][] more) =>
        [.. Tuple([Text("storage"), Global("torch", type), Text(key), Text("cpu"), Integer(count), .. more]), (byte)'Q'];

    public static byte[] Tensor(byte[] storage, BigInteger offset, IEnumerable<long> shape, IEnumerable<long> strides) => Call(
        Global("torch._utils", "_rebuild_tensor_v2"),
        Tuple(storage, Integer(offset), Integers(shape), Integers(strides), False, OrderedDictionary));

    public static byte[] Parameter(byte[] tensor) =>
        Call(Global("torch._utils", "_rebuild_parameter"), Tuple(tensor, True, OrderedDictionary));

    private static byte[] Join(IEnumerable<byte[]> parts) => [.. parts.SelectMany(part => part)];
}
