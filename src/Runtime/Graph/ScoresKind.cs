namespace SqueezeBert.Gpu.Graph;

/// <summary>Which attention scores a model reports.</summary>
public enum ScoresKind
{
    /// <summary>None.</summary>
    None,

    /// <summary>The scaled and masked products before softmax, as SqueezeBERT's reference does.</summary>
    BeforeSoftmax,

    /// <summary>The probabilities after softmax, as BERT's reference does.</summary>
    Probabilities,
}
