using System.CommandLine;
using Spectre.Console;
using SqueezeBert.Gpu.Cli.Input;
using SqueezeBert.Gpu.Cli.Output;
using SqueezeBert.Gpu.Pipelines;
using SqueezeBert.Gpu.Tokenization;

namespace SqueezeBert.Gpu.Cli.Commands;

/// <summary><c>tokenize</c>: texts as a model reads them.</summary>
internal sealed class TokenizeCommand : ToolCommand
{
    private const int ChunkSize = 1024;

    private readonly TextOptions texts = new();

    private readonly Option<string?> model = ModelDirectory.Option();

    private readonly Option<int?> maxLength = Choice.Number(
        "--max-length", "The most tokens, special ones included. Default: what the tokenizer's files say.", 0);

    private readonly Option<TruncationStrategy> truncation = Choice.Of(
        "--truncation", "What is shortened. Default: longest-first if --max-length or --stride is given, else none.",
        ("none", TruncationStrategy.DoNotTruncate), ("longest-first", TruncationStrategy.LongestFirst),
        ("only-first", TruncationStrategy.OnlyFirst), ("only-second", TruncationStrategy.OnlySecond));

    private readonly Option<int?> stride = Choice.Number(
        "--stride", "Also return what was cut off, in parts that repeat N tokens of the part before.", 0);

    private readonly Option<PaddingStrategy> padding = Choice.Of(
        "--padding", "How far encodings are filled up; longest reads all texts first. Default: none.",
        ("none", PaddingStrategy.None), ("longest", PaddingStrategy.Longest), ("max-length", PaddingStrategy.MaxLength));

    private readonly Option<bool> noSpecialTokens = new("--no-special-tokens") { Description = "Add no [CLS] and [SEP]." };

    public TokenizeCommand(CommonOptions common, ToolStreams streams)
        : base(
            "tokenize", "Turns texts or pairs into ids, tokens, type ids, attention masks and offsets (UTF-16 positions in the " +
            "text). With --json a line for each text. The model directory needs its tokenizer's files only.",
            common, streams)
    {
        texts.AddTo(this);
        foreach (Option option in (Option[])[model, maxLength, truncation, stride, padding, noSpecialTokens])
        {
            Options.Add(option);
        }
    }

    public override IReadOnlyList<string> Examples { get; } =
    [
        "tokenize \"Don't panic.\"",
        "tokenize \"Is it raining?\" --pair \"It is pouring.\" --json",
        "tokenize --model my-model --input texts.jsonl --json --max-length 128",
    ];

    protected override void Execute(Invocation invocation)
    {
        EncodeOptions options = EncodeOptionsOf(invocation);
        using ITextSource source = texts.Open(invocation);
        BertTokenizer tokenizer = BertTokenizer.Load(ModelDirectory.Of(invocation, model));
        using var lines = JsonOutput.Lines(invocation.Streams.Output);
        bool isWhole = options.Padding == PaddingStrategy.Longest;
        foreach (TextInput[] some in Chunks.Of(
            source.Read(), isWhole ? int.MaxValue : ChunkSize, source.IsLive && !isWhole, invocation.CancellationToken))
        {
            invocation.CancellationToken.ThrowIfCancellationRequested();
            foreach (Encoding encoding in tokenizer.EncodeBatch(
                [.. some.Select(text => text.Text)], [.. some.Select(text => text.Pair)], options))
            {
                if (invocation.IsJson)
                {
                    lines.Write(json => EncodingJson.Write(json, encoding));
                }
                else
                {
                    Print(encoding, invocation.Streams);
                }
            }

            invocation.Streams.Output.Flush();
        }
    }

    private EncodeOptions EncodeOptionsOf(Invocation invocation)
    {
        bool shortens = invocation.Has(maxLength) || invocation.Has(stride);
        TruncationStrategy strategy = invocation.Has(truncation) ? invocation.Get(truncation)
            : shortens ? TruncationStrategy.LongestFirst
            : TruncationStrategy.DoNotTruncate;
        if (invocation.Has(stride) && strategy == TruncationStrategy.DoNotTruncate)
        {
            throw new UsageException("--stride: expected a --truncation that shortens, found none");
        }

        return new EncodeOptions
        {
            AddSpecialTokens = !invocation.Get(noSpecialTokens),
            MaxLength = invocation.Get(maxLength),
            Truncation = strategy,
            Stride = invocation.Get(stride) ?? 0,
            ReturnOverflowing = invocation.Has(stride),
            Padding = invocation.Get(padding),
        };
    }

    private static void Print(Encoding encoding, ToolStreams streams)
    {
        Table table = TerminalTables.Create(">#", ">id", "token", ">type", ">mask", ">from", ">to");
        for (int i = 0; i < encoding.Length; i++)
        {
            table.AddCells(
                $"{i}", $"{encoding.Ids[i]}", encoding.Tokens[i], $"{encoding.TypeIds[i]}", $"{encoding.AttentionMask[i]}",
                $"{encoding.Offsets[i].Start}", $"{encoding.Offsets[i].End}");
        }

        table.Print(streams);
        foreach (Encoding part in encoding.Overflowing)
        {
            Print(part, streams);
        }
    }
}
