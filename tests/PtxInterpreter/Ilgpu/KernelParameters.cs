using System.Reflection;
using System.Runtime.InteropServices;

namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>
/// The argument of a kernel as ILGPU lays it out in a PTX parameter. Fields follow each other in the order of their
/// declaration, each aligned to its own size, nested structs to their widest field and padded to a multiple of it, as in C.
/// An <c>ArrayView</c> is an address and a length of 8 bytes each, whatever its .NET fields are. An empty struct takes one
/// byte, also within another. A struct of one field is that field.
/// </summary>
/// <param name="Bytes">The parameter block.</param>
/// <param name="Regions">One region for each view that has elements.</param>
public sealed record KernelParameters(byte[] Bytes, IReadOnlyList<MemoryRegion> Regions)
{
    /// <summary>Lays out an argument.</summary>
    /// <param name="args">A primitive, a view, or a struct of such.</param>
    /// <param name="locate">Finds the elements of a boxed view; <see cref="HostViews.Locate"/> by default.</param>
    /// <exception cref="NotSupportedException">A field is of a type whose layout is unknown or not to be relied on.</exception>
    public static KernelParameters Marshal<TArgs>(TArgs args, Func<object, ViewLocation>? locate = null)
        where TArgs : struct
    {
        Writer writer = new(locate ?? HostViews.Locate);
        writer.Write(typeof(TArgs), args, typeof(TArgs).Name);
        return new KernelParameters([.. writer.Bytes], writer.Regions);
    }

    /// <summary>The alignment of a type in bytes.</summary>
    private static int AlignmentOf(Type type) => HostViews.IsView(type) ? sizeof(ulong)
        : IsScalar(type) ? SizeOf(type)
        : FieldsOf(type).Select(field => AlignmentOf(field.FieldType)).DefaultIfEmpty(1).Max();

    private static bool IsScalar(Type type) => type.IsPrimitive || type.IsEnum;

    private static int SizeOf(Type type) =>
        System.Runtime.InteropServices.Marshal.SizeOf(type.IsEnum ? type.GetEnumUnderlyingType() : type);

    // In the order of the source: .NET orders fields of structs that hold references as it likes.
    private static FieldInfo[] FieldsOf(Type type) =>
        [.. type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).OrderBy(f => f.MetadataToken)];

    private sealed class Writer(Func<object, ViewLocation> locate)
    {
        public List<byte> Bytes { get; } = [];

        public List<MemoryRegion> Regions { get; } = [];

        public void Write(Type type, object value, string path)
        {
            AlignTo(AlignmentOf(type));
            if (HostViews.IsView(type))
            {
                WriteView(locate(value), path);
            }
            else if (IsScalar(type))
            {
                WriteScalar(type, value, path);
            }
            else if (type.IsValueType)
            {
                WriteStruct(type, value, path);
            }
            else
            {
                throw new NotSupportedException($"{path} is of type {type}: kernels take structs, views and numbers");
            }
        }

        private void WriteView(ViewLocation view, string path)
        {
            Append(view.Address);
            Append(view.Length);
            if (view.Bytes > 0)
            {
                Regions.Add(new MemoryRegion(path, view.Address, view.Bytes));
            }
        }

        private void WriteStruct(Type type, object value, string path)
        {
            FieldInfo[] fields = FieldsOf(type);
            foreach (FieldInfo field in fields)
            {
                Write(field.FieldType, field.GetValue(value)!, $"{path}.{field.Name}");
            }
            if (fields.Length == 0)
            {
                Bytes.Add(0);
            }
            AlignTo(AlignmentOf(type));
        }

        private void WriteScalar(Type type, object value, string path)
        {
            object number = type.IsEnum ? Convert.ChangeType(value, type.GetEnumUnderlyingType(), null) : value;
            switch (number)
            {
                case byte or sbyte:
                    Bytes.Add(number is byte unsigned ? unsigned : (byte)(sbyte)number);
                    break;
                case short v:
                    Append(v);
                    break;
                case ushort v:
                    Append(v);
                    break;
                case int v:
                    Append(v);
                    break;
                case uint v:
                    Append(v);
                    break;
                case long v:
                    Append(v);
                    break;
                case ulong v:
                    Append(v);
                    break;
                case float v:
                    Append(v);
                    break;
                case double v:
                    Append(v);
                    break;
                default:
                    // A bool is one byte for .NET, but PTX of ILGPU reads four; a char is one or two.
                    throw new NotSupportedException(
                        $"{path} is a {type.Name}, whose layout .NET and PTX do not share: use a number");
            }
        }

        private void Append<T>(T value)
            where T : unmanaged => Bytes.AddRange(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

        private void AlignTo(int alignment)
        {
            while (Bytes.Count % alignment != 0)
            {
                Bytes.Add(0);
            }
        }
    }
}
