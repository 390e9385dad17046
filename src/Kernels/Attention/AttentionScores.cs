namespace SqueezeBert.Gpu.Kernels;

/// <summary>What <see cref="Attention"/> writes beside its output.</summary>
public enum AttentionScores
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The scaled and masked scores before softmax: what Hugging Face's SqueezeBERT calls attentions.</summary>
    Scores,

    /// <summary>The probabilities after softmax: what Hugging Face's BERT calls attentions.</summary>
    Probabilities,
}
