namespace SqueezeBert.Gpu.Weights;

/// <summary>What to do with tensors of a checkpoint that the model has no place for.</summary>
public enum UnexpectedTensors
{
    /// <summary>
    /// Refuse them: the rule for the class that the configuration's <c>architectures</c> names, whose checkpoint should fit
    /// exactly. Buffers of old versions, a pooler that the class does not use and the sentence-order head of pretraining
    /// are passed over all the same.
    /// </summary>
    Refuse,

    /// <summary>
    /// Pass over the tensors of heads: the rule for a class that the caller chose, such as the bare trunk of a classifier's checkpoint.
    /// Anything else unexpected is refused, and nothing may be missing.
    /// </summary>
    AllowOtherHeads,
}
