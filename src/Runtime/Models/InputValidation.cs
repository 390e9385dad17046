using SqueezeBert.Gpu.Configuration;

namespace SqueezeBert.Gpu.Models;

/// <summary>Checks a batch against a configuration before anything of it reaches a device.</summary>
internal static class InputValidation
{
    /// <summary>Throws a <see cref="ModelInputException"/> that names the first input that is wrong.</summary>
    public static void Check(ModelInputs inputs, ModelConfiguration configuration)
    {
        Positive("batch size", inputs.BatchSize);
        Positive("choice count", inputs.ChoiceCount);
        Positive("sequence length", inputs.SequenceLength);
        bool hasIds = inputs.InputIds is not null;
        if (hasIds == inputs.InputEmbeddings is not null)
        {
            throw new ModelInputException(
                InputNames.InputIds,
                $"expected either {InputNames.InputIds} or {InputNames.InputEmbeddings}, found {(hasIds ? "both" : "neither")}");
        }

        string name = hasIds ? InputNames.InputIds : InputNames.InputEmbeddings;
        if (inputs.PositionIds is null && inputs.SequenceLength > configuration.MaximumPositions)
        {
            throw new ModelInputException(
                name, $"{inputs.SequenceLength} tokens, expected at most {configuration.MaximumPositions} (max_position_embeddings)");
        }

        long tokens = (long)inputs.Rows * inputs.SequenceLength;
        Ids(InputNames.InputIds, inputs.InputIds, tokens, configuration.VocabularySize, "vocab_size");
        Ids(InputNames.TokenTypeIds, inputs.TokenTypeIds, tokens, configuration.TokenTypeCount, "type_vocab_size");
        bool onePositionRow = inputs.PositionIds?.Length == inputs.SequenceLength;
        Ids(
            InputNames.PositionIds, inputs.PositionIds, onePositionRow ? inputs.SequenceLength : tokens,
            configuration.MaximumPositions, "max_position_embeddings");
        if (inputs.InputEmbeddings is { } embeddings)
        {
            Count(
                InputNames.InputEmbeddings, embeddings.Length, tokens * configuration.HiddenSize,
                "rows x sequence length x hidden_size");
        }

        if (inputs.AttentionMask is { } mask)
        {
            Mask(mask.Span, inputs, tokens);
        }
    }

    private static void Positive(string what, int value)
    {
        if (value <= 0)
        {
            throw new ModelInputException(InputNames.InputIds, $"{what} is {value}, expected a positive number");
        }
    }

    private static void Count(string input, long found, long expected, string product = "rows x sequence length")
    {
        if (found != expected)
        {
            throw new ModelInputException(input, $"{found} elements, expected {expected} ({product})");
        }
    }

    private static void Ids(string input, ReadOnlyMemory<int>? ids, long count, int limit, string key)
    {
        if (ids is null)
        {
            return;
        }

        ReadOnlySpan<int> span = ids.Value.Span;
        Count(input, span.Length, count);
        for (int i = 0; i < span.Length; i++)
        {
            if ((uint)span[i] >= (uint)limit)
            {
                throw new ModelInputException(input, $"{span[i]} at element {i}, expected 0 to {limit - 1} ({key} is {limit})");
            }
        }
    }

    private static void Mask(ReadOnlySpan<int> mask, ModelInputs inputs, long tokens)
    {
        const string Name = InputNames.AttentionMask;
        if (mask.Length == tokens * inputs.SequenceLength)
        {
            throw new ModelInputException(Name, "a mask for each pair of tokens [B, S, S] is not supported, expected [B, S]");
        }

        Count(Name, mask.Length, tokens);
        for (int row = 0; row < inputs.Rows; row++)
        {
            ReadOnlySpan<int> one = mask.Slice(row * inputs.SequenceLength, inputs.SequenceLength);
            int other = one.IndexOfAnyExcept(0, 1);
            if (other >= 0)
            {
                throw new ModelInputException(Name, $"{one[other]} in row {row}, expected 0 or 1");
            }

            if (!one.Contains(1))
            {
                throw new ModelInputException(Name, $"row {row} leaves every token out, expected at least one 1");
            }
        }
    }
}
