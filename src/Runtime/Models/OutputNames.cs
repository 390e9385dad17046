using System.Globalization;

namespace SqueezeBert.Gpu.Models;

/// <summary>The names of outputs, which are Hugging Face's.</summary>
public static class OutputNames
{
    /// <summary>[B, S, C]: the trunk's result.</summary>
    public const string LastHiddenState = "last_hidden_state";

    /// <summary>[B, C]: tanh(dense(first token)).</summary>
    public const string PoolerOutput = "pooler_output";

    /// <summary>[B, labels], [B, S, labels], [B, S, vocabulary] or [B, choices], as the head has it.</summary>
    public const string Logits = "logits";

    /// <summary>[B, S]: how well an answer starts at each token.</summary>
    public const string StartLogits = "start_logits";

    /// <summary>[B, S]: how well an answer ends at each token.</summary>
    public const string EndLogits = "end_logits";

    /// <summary>The embeddings (0) and the result of each layer (1 to N): [B, S, C].</summary>
    public static string HiddenState(int index) => string.Create(CultureInfo.InvariantCulture, $"hidden_states.{index}");

    /// <summary>The attention scores of a layer: [B, heads, S, S].</summary>
    public static string Attention(int layer) => string.Create(CultureInfo.InvariantCulture, $"attentions.{layer}");
}
