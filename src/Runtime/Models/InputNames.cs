namespace SqueezeBert.Gpu.Models;

/// <summary>The names of inputs, which are Hugging Face's. Rows are the batch, for multiple choice every choice of it.</summary>
public static class InputNames
{
    /// <summary>[rows, S]: vocabulary ids.</summary>
    public const string InputIds = "input_ids";

    /// <summary>[rows, S, C]: word embeddings that come instead of ids.</summary>
    public const string InputEmbeddings = "inputs_embeds";

    /// <summary>[rows, S]: 1 for tokens, 0 for what is left out.</summary>
    public const string AttentionMask = "attention_mask";

    /// <summary>[rows, S]: to which text of a pair a token belongs.</summary>
    public const string TokenTypeIds = "token_type_ids";

    /// <summary>[rows, S], or one row [S] for all: where a token stands.</summary>
    public const string PositionIds = "position_ids";
}
