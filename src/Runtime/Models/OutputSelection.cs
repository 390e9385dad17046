namespace SqueezeBert.Gpu.Models;

/// <summary>What a run returns beside its head's logits. Less is faster: what is not asked for is not copied, or not computed.</summary>
[Flags]
public enum OutputSelection
{
    /// <summary>The head's logits alone. A bare trunk returns its last hidden state and pooler output all the same.</summary>
    Logits = 0,

    /// <summary><c>last_hidden_state</c>.</summary>
    LastHiddenState = 1,

    /// <summary><c>pooler_output</c>, where the class has a pooler.</summary>
    PoolerOutput = 2,

    /// <summary><c>hidden_states.0</c> (the embeddings) to <c>hidden_states.N</c> (the last layer).</summary>
    HiddenStates = 4,

    /// <summary>
    /// <c>attentions.0</c> to <c>attentions.N-1</c>: SqueezeBERT reports the masked scores before softmax, dense BERT the
    /// probabilities after it, as their references do.
    /// </summary>
    Attentions = 8,
}
