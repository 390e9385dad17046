using System.Collections.Immutable;
using System.Runtime.ExceptionServices;

namespace SqueezeBert.Gpu.Tokenization;

/// <summary>
/// BERT's tokenizer, token for token the one of Hugging Face's tokenizers library: text is cleaned, lower-cased and
/// stripped of accents, split at white space and punctuation, and its words into pieces of the vocabulary.
/// </summary>
/// <remarks>
/// Immutable, and safe to use from several threads at once. It needs no ICU and gives the same ids whatever the runtime's
/// Unicode version is. A surrogate without its partner is read as U+FFFD, which cleaning drops.
/// </remarks>
public sealed class BertTokenizer
{
    private const int ParallelBatch = 16; // below this a batch is done before threads have started

    private readonly Vocabulary vocabulary;
    private readonly TextTokenizer tokenizer;
    private readonly SequenceTemplate template;
    private readonly WordPieceDecoder decoder;
    private EncodeWorkspace? spare;

    internal BertTokenizer(TokenizerDefinition definition)
    {
        Source = definition.Source;
        Options = definition.Options;
        AddedTokens = [.. definition.AddedTokens];
        vocabulary = new Vocabulary(definition.Pieces, definition.AddedTokens);
        UnknownTokenId = definition.Pieces.TryGetValue(Options.UnknownToken, out int unknown)
            ? unknown
            : throw new TokenizerException(
                $"{definition.Source}: unknown token: expected {Options.UnknownToken} in the vocabulary, found no such entry");
        PadTokenId = IdOf(Options.PadToken);
        ClassTokenId = IdOf(Options.ClassToken);
        SeparatorTokenId = IdOf(Options.SeparatorToken);
        MaskTokenId = IdOf(Options.MaskToken);
        tokenizer = new TextTokenizer(definition, unknown);
        template = definition.Template;
        decoder = definition.Decoder;
    }

    /// <summary>What the tokenizer does besides its vocabulary.</summary>
    public TokenizerOptions Options { get; }

    /// <summary>Tokens that are found inside texts, the special ones among them.</summary>
    public ImmutableArray<AddedToken> AddedTokens { get; }

    /// <summary>How many tokens there are, added ones included.</summary>
    public int VocabularySize => vocabulary.Count;

    /// <summary>The largest id; ids may have holes.</summary>
    internal int LastId => vocabulary.LastId;

    /// <summary>The file of its vocabulary, for errors.</summary>
    internal string Source { get; }

    /// <summary>The most tokens that the model takes; null where the files do not limit it.</summary>
    public int? ModelMaxLength => Options.ModelMaxLength;

    /// <summary>The id of [UNK].</summary>
    public int UnknownTokenId { get; }

    /// <summary>The id of [PAD], or null where there is none.</summary>
    public int? PadTokenId { get; }

    /// <summary>The id of [CLS], or null where there is none.</summary>
    public int? ClassTokenId { get; }

    /// <summary>The id of [SEP], or null where there is none.</summary>
    public int? SeparatorTokenId { get; }

    /// <summary>The id of [MASK], or null where there is none.</summary>
    public int? MaskTokenId { get; }

    /// <summary>
    /// Loads <c>tokenizer.json</c>, or else <c>vocab.txt</c>, of a Hugging Face model directory, with what
    /// <c>tokenizer_config.json</c>, <c>special_tokens_map.json</c> and <c>added_tokens.json</c> say beside it.
    /// </summary>
    /// <param name="directory">The model directory.</param>
    /// <exception cref="TokenizerException">A file is missing, damaged, or asks for what this tokenizer does not do.</exception>
    public static BertTokenizer Load(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return new BertTokenizer(TokenizerDirectory.Read(directory));
    }

    /// <summary>Creates a tokenizer from its tokens in the order of their ids.</summary>
    /// <param name="tokens">The vocabulary.</param>
    /// <param name="options">Options; null is bert-base-uncased's.</param>
    /// <exception cref="TokenizerException">A token is there twice, empty, or a special token is not there.</exception>
    public static BertTokenizer FromVocabulary(IEnumerable<string> tokens, TokenizerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        return new BertTokenizer(VocabularyDefinition.Create("vocabulary", tokens, options ?? new TokenizerOptions()));
    }

    /// <summary>Encodes a text or a pair of texts.</summary>
    /// <param name="text">The text.</param>
    /// <param name="pair">The second text of a pair; null for a single text.</param>
    /// <param name="options">Options; null is <see cref="EncodeOptions.Default"/>.</param>
    /// <exception cref="TruncationException">The text cannot be cut to the length that was asked for.</exception>
    /// <exception cref="TokenizerException">The options contradict one another.</exception>
    public Encoding Encode(string text, string? pair = null, EncodeOptions? options = null)
    {
        EncodePlan plan = Plan(options);
        Encoding encoding = Encode(text, pair, plan);
        return plan.Pad is { } pad ? encoding.PadTo(plan.PaddedLength(encoding.Length), pad) : encoding;
    }

    /// <summary>Encodes texts, or pairs of texts, on all cores.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="pairs">The second texts, as many as there are texts, null where a text stands alone; null if all do.</param>
    /// <param name="options">Options; null is <see cref="EncodeOptions.Default"/>.</param>
    /// <exception cref="TruncationException">A text cannot be cut to the length that was asked for.</exception>
    /// <exception cref="TokenizerException">The options contradict one another, or the lists differ in length.</exception>
    public ImmutableArray<Encoding> EncodeBatch(
        IReadOnlyList<string> texts, IReadOnlyList<string?>? pairs = null, EncodeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (pairs is not null && pairs.Count != texts.Count)
        {
            throw new TokenizerException($"EncodeBatch: expected {texts.Count} second texts, found {pairs.Count}");
        }

        EncodePlan plan = Plan(options);
        var encodings = new Encoding[texts.Count];
        if (texts.Count < ParallelBatch)
        {
            for (int i = 0; i < encodings.Length; i++)
            {
                encodings[i] = Encode(texts[i], pairs?[i], plan);
            }
        }
        else
        {
            EncodeInParallel(texts, pairs, plan, encodings);
        }

        if (plan.Pad is { } pad)
        {
            int longest = 0;
            foreach (Encoding encoding in encodings)
            {
                longest = Math.Max(longest, encoding.Length);
            }

            int length = plan.PaddedLength(longest);
            for (int i = 0; i < encodings.Length; i++)
            {
                encodings[i] = encodings[i].PadTo(length, pad);
            }
        }

        return [.. encodings];
    }

    /// <summary>Joins the tokens of ids to text; ids without a token are left out, as the reference does.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="skipSpecialTokens">Leaves special tokens out.</param>
    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = false) =>
        decoder.Decode(ids, vocabulary, skipSpecialTokens);

    /// <summary>The id of a token, or null where the vocabulary does not have it.</summary>
    public int? TokenToId(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return vocabulary.IdOf(token);
    }

    /// <summary>The token of an id, or null where there is none.</summary>
    public string? IdToToken(int id) => vocabulary.TokenOf(id);

    private int? IdOf(string? token) => token is null ? null : vocabulary.IdOf(token);

    private EncodePlan Plan(EncodeOptions? options) =>
        EncodePlan.Create(options ?? EncodeOptions.Default, Options, PadTokenId, template.AddedTokens(pair: false));

    private void EncodeInParallel(
        IReadOnlyList<string> texts, IReadOnlyList<string?>? pairs, EncodePlan plan, Encoding[] encodings)
    {
        try
        {
            Parallel.For(0, encodings.Length, i => encodings[i] = Encode(texts[i], pairs?[i], plan));
        }
        catch (AggregateException failures)
        {
            // Callers are promised the typed error itself, whether the batch ran on one thread or on many.
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
    }

    private Encoding Encode(string text, string? pair, EncodePlan plan)
    {
        ArgumentNullException.ThrowIfNull(text);
        Truncation truncation = plan.Truncation(template.AddedTokens(pair is not null));

        // How a pair shares the room depends on how long both are; of a single text it is enough to know that it is too long.
        EncodeWorkspace workspace = Interlocked.Exchange(ref spare, null) ?? new EncodeWorkspace();
        workspace.First.Clear(truncation.Reach, countsAll: pair is not null);
        workspace.Second.Clear(truncation.Reach, countsAll: true);
        tokenizer.Tokenize(text, plan.SplitSpecial, workspace, workspace.First);
        if (pair is not null)
        {
            tokenizer.Tokenize(pair, plan.SplitSpecial, workspace, workspace.Second);
        }

        (TokenRanges first, TokenRanges second) =
            truncation.Apply(workspace.First.Count, pair is null ? null : workspace.Second.Count);
        var builder = new EncodingBuilder(
            vocabulary, template.Pieces(pair is not null), plan.AddSpecial, workspace.First, workspace.Second);
        Encoding encoding = builder.Build(first, second);
        if (workspace.IsModest)
        {
            spare = workspace;
        }

        return encoding;
    }
}
