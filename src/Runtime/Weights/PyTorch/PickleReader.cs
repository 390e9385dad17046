using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using SqueezeBert.Gpu.Files;

namespace SqueezeBert.Gpu.Weights.PyTorch;

/// <summary>
/// Reads a pickle, and can make of it nothing but numbers, text, tuples (arrays), lists, dictionaries with text as keys, and what
/// an <see cref="IPickleObjects"/> gives out: a pickle is a program, and a hostile one calls functions of the system.
/// Source: CPython, <c>Lib/pickle.py</c>, <c>_Unpickler</c>.
/// </summary>
/// <remarks>
/// Protocols 2 to 5. Memory and time are bounded, whatever lengths a pickle claims: it has at most <see cref="MaximumBytes"/>,
/// runs at most a million instructions, and no text in it has more than a thousand bytes.
/// </remarks>
internal ref struct PickleReader
{
    /// <summary>The longest pickle that is read. A tensor takes some 150 bytes, and 45 instructions.</summary>
    public const int MaximumBytes = 8 << 20;

    private const int NewestProtocol = 5;
    private const int MostInstructions = 1 << 20;
    private const int LongestText = 1 << 10;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> pickle;
    private readonly string file;
    private readonly IPickleObjects objects;
    private readonly PickleStack stack = new();
    private readonly Dictionary<uint, object?> memo = [];

    /// <summary>Starts at the first byte.</summary>
    /// <param name="pickle">One pickle; anything may follow it.</param>
    /// <param name="file">For messages.</param>
    /// <param name="objects">What it may name.</param>
    public PickleReader(ReadOnlySpan<byte> pickle, string file, IPickleObjects objects)
    {
        this.pickle = pickle[..Math.Min(pickle.Length, MaximumBytes)];
        this.file = file;
        this.objects = objects;
    }

    /// <summary>Bytes that were read.</summary>
    public int Position { get; private set; }

    /// <summary>Runs it to its end and returns what it leaves.</summary>
    /// <exception cref="WeightsFileException">It is malformed, or it names what is not known.</exception>
    public object? Read()
    {
        try
        {
            for (int done = 0; done < MostInstructions; done++)
            {
                var opcode = (PickleOpcode)NextByte();
                if (opcode == PickleOpcode.Stop)
                {
                    return stack.Pop();
                }

                Execute(opcode);
            }

            throw new FormatException($"it has more than {MostInstructions} instructions");
        }
        catch (FormatException error)
        {
            throw new WeightsFileException(file, $"the pickle is malformed before its byte {Position}: {error.Message}", error);
        }
    }

    private void Execute(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Protocol:
                RefuseNewer(NextByte());
                break;
            case PickleOpcode.Frame:
                Next(sizeof(ulong));
                break;
            case PickleOpcode.Mark:
                stack.Mark();
                break;
            case PickleOpcode.BinPut:
                memo[NextByte()] = stack.Top();
                break;
            case PickleOpcode.LongBinPut:
                memo[NextUInt32()] = stack.Top();
                break;
            case PickleOpcode.Memoize:
                memo[(uint)memo.Count] = stack.Top();
                break;
            case PickleOpcode.Append:
                AddItems(stack.Pop(1));
                break;
            case PickleOpcode.Appends:
                AddItems(stack.PopToMark());
                break;
            case PickleOpcode.SetItem:
                SetItems(stack.Pop(2));
                break;
            case PickleOpcode.SetItems:
                SetItems(stack.PopToMark());
                break;
            case PickleOpcode.Build:
                // Attributes of an OrderedDict: a state_dict has the versions of its modules, which say nothing of its tensors.
                stack.Pop();
                stack.Top<Dictionary<string, object?>>();
                break;
            default:
                stack.Push(Value(opcode));
                break;
        }
    }

    /// <summary>What an instruction leaves that does nothing else.</summary>
    private object? Value(PickleOpcode opcode) => opcode switch
    {
        PickleOpcode.None => null,
        PickleOpcode.NewTrue => true,
        PickleOpcode.NewFalse => false,
        PickleOpcode.BinInt => (long)BinaryPrimitives.ReadInt32LittleEndian(Next(sizeof(int))),
        PickleOpcode.BinInt1 => (long)NextByte(),
        PickleOpcode.BinInt2 => (long)BinaryPrimitives.ReadUInt16LittleEndian(Next(sizeof(ushort))),
        PickleOpcode.Long1 => Integer(Next(NextByte())),
        PickleOpcode.BinFloat => BinaryPrimitives.ReadDoubleBigEndian(Next(sizeof(double))),
        PickleOpcode.BinUnicode => Text(NextUInt32()),
        PickleOpcode.ShortBinUnicode => Text(NextByte()),
        PickleOpcode.BinString => Latin1(NextUInt32()),
        PickleOpcode.ShortBinString => Latin1(NextByte()),
        PickleOpcode.EmptyTuple => Array.Empty<object?>(),
        PickleOpcode.Tuple => stack.PopToMark(),
        PickleOpcode.Tuple1 => stack.Pop(1),
        PickleOpcode.Tuple2 => stack.Pop(2),
        PickleOpcode.Tuple3 => stack.Pop(3),
        PickleOpcode.EmptyList => new List<object?>(),
        PickleOpcode.EmptyDictionary => new Dictionary<string, object?>(StringComparer.Ordinal),
        PickleOpcode.BinGet => Remembered(NextByte()),
        PickleOpcode.LongBinGet => Remembered(NextUInt32()),
        PickleOpcode.Global => objects.Find(Line(), Line()),
        PickleOpcode.StackGlobal => Named(stack.Pop(2)),
        PickleOpcode.BinPersistentId => objects.Load(stack.Pop()),
        PickleOpcode.Reduce => Called(stack.Pop(2)),
        _ => throw new FormatException(string.Create(
            CultureInfo.InvariantCulture, $"0x{(byte)opcode:x2} is no instruction that tensors are written with")),
    };

    private static void RefuseNewer(byte protocol)
    {
        if (protocol > NewestProtocol)
        {
            throw new FormatException($"its protocol is {protocol}, expected at most {NewestProtocol}");
        }
    }

    private readonly void AddItems(ReadOnlySpan<object?> items) => stack.Top<List<object?>>().AddRange(items);

    private readonly void SetItems(ReadOnlySpan<object?> items)
    {
        Dictionary<string, object?> dictionary = stack.Top<Dictionary<string, object?>>();
        if (items.Length % 2 != 0)
        {
            throw new FormatException("a key has no value");
        }

        for (int i = 0; i < items.Length; i += 2)
        {
            if (items[i] is not string key)
            {
                throw new FormatException($"a key is {PickleKind.Of(items[i])}, expected text");
            }

            if (!dictionary.TryAdd(key, items[i + 1]))
            {
                throw new FormatException($"{MessageText.Quote(key)} stands twice");
            }
        }
    }

    private readonly object Named(object?[] names) =>
        names is [string module, string name]
            ? objects.Find(module, name)
            : throw new FormatException("a name is not text");

    private static object Called(object?[] call) =>
        call is [PickleFunction function, object?[] arguments]
            ? function(arguments)
            : throw new FormatException(
                $"{PickleKind.Of(call[0])} is called with {PickleKind.Of(call[1])}, expected a function and a tuple");

    private readonly object? Remembered(uint key) =>
        memo.TryGetValue(key, out object? value) ? value : throw new FormatException($"it recalls {key}, which it never kept");

    // Two's complement, of as many bytes as it needs.
    private static object Integer(ReadOnlySpan<byte> littleEndian)
    {
        if (littleEndian.Length > sizeof(long))
        {
            return new BigInteger(littleEndian);
        }

        Span<byte> widened = stackalloc byte[sizeof(long)];
        bool isNegative = littleEndian is [.., > 127];
        widened.Fill(isNegative ? byte.MaxValue : (byte)0);
        littleEndian.CopyTo(widened);
        return BinaryPrimitives.ReadInt64LittleEndian(widened);
    }

    // Text of Python 2.
    private string Latin1(uint length) => Encoding.Latin1.GetString(NextOfText(length));

    private string Text(uint length)
    {
        ReadOnlySpan<byte> bytes = NextOfText(length);
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw new FormatException("a text is not valid UTF-8", error);
        }
    }

    private string Line()
    {
        int length = pickle[Position..].IndexOf((byte)'\n');
        if (length < 0)
        {
            throw new FormatException("it ends within a name");
        }

        string line = Text((uint)length);
        Position++;
        return line;
    }

    private byte NextByte() => Next(1)[0];

    private uint NextUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Next(sizeof(uint)));

    // A text is a name, and is hashed each time that it is looked up.
    private ReadOnlySpan<byte> NextOfText(uint length) =>
        length <= LongestText
            ? Next(length)
            : throw new FormatException($"a text is said to have {length} bytes, expected at most {LongestText}");

    private ReadOnlySpan<byte> Next(uint count)
    {
        if (count > (uint)(pickle.Length - Position))
        {
            throw new FormatException(
                $"it goes on behind the {pickle.Length} bytes that are there or that are read of it, at most {MaximumBytes}");
        }

        ReadOnlySpan<byte> next = pickle.Slice(Position, (int)count);
        Position += (int)count;
        return next;
    }
}
