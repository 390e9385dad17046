namespace SqueezeBert.Gpu.Weights;

/// <summary>How a tensor of a checkpoint fails to fit the model.</summary>
public enum CheckpointProblemKind
{
    /// <summary>The model needs it and the checkpoint does not have it.</summary>
    Missing,

    /// <summary>The checkpoint has it and the model has no place for it.</summary>
    Unexpected,

    /// <summary>Its shape is another one.</summary>
    WrongShape,

    /// <summary>It holds integers where real numbers are expected.</summary>
    WrongType,

    /// <summary>Two tensors of the checkpoint claim the same place.</summary>
    Ambiguous,
}
