namespace SqueezeBert.Gpu.Models;

/// <summary>
/// A batch of token sequences, padded to one length as Hugging Face does it. Everything is row-major [rows, S] with
/// rows = <see cref="BatchSize"/> x <see cref="ChoiceCount"/>. Padding costs nothing: padded tokens are left out before anything
/// is computed.
/// </summary>
public sealed class ModelInputs
{
    /// <summary>B: the examples.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Choices of each example; 1 except for multiple choice.</summary>
    public int ChoiceCount { get; init; } = 1;

    /// <summary>S: the length of every row, padding included.</summary>
    public required int SequenceLength { get; init; }

    /// <summary><c>input_ids</c> [rows, S]: vocabulary ids. Either these or <see cref="InputEmbeddings"/>.</summary>
    public ReadOnlyMemory<int>? InputIds
    {
        get;
        init => field = Present(value);
    }

    /// <summary><c>inputs_embeds</c> [rows, S, C]: word embeddings given instead of ids.</summary>
    public ReadOnlyMemory<float>? InputEmbeddings
    {
        get;
        init => field = Present(value);
    }

    /// <summary><c>attention_mask</c> [rows, S]: 1 for tokens, 0 for what is left out, in any pattern; all ones when absent.</summary>
    public ReadOnlyMemory<int>? AttentionMask
    {
        get;
        init => field = Present(value);
    }

    /// <summary><c>token_type_ids</c> [rows, S]; all zero when absent.</summary>
    public ReadOnlyMemory<int>? TokenTypeIds
    {
        get;
        init => field = Present(value);
    }

    /// <summary><c>position_ids</c> [rows, S] or one row [S] for all; 0 to S - 1 when absent, whatever the mask says.</summary>
    public ReadOnlyMemory<int>? PositionIds
    {
        get;
        init => field = Present(value);
    }

    /// <summary>Rows: B x choices.</summary>
    internal int Rows => BatchSize * ChoiceCount;

    // A null array converts to an empty memory; both mean that nothing is given, since no batch is empty.
    private static ReadOnlyMemory<T>? Present<T>(ReadOnlyMemory<T>? value) => value is { IsEmpty: false } ? value : null;
}
