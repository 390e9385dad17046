using SqueezeBert.Gpu.Files;

namespace SqueezeBert.Gpu.Weights;

/// <summary>
/// Fits the tensors of a checkpoint to the weights that a model expects, whichever way the checkpoint was saved: with or
/// without the trunk's prefix, with the norms' old names, with buffers that no version needs any more, with tied weights
/// present or absent. Source: Hugging Face <c>modeling_utils.py</c>, <c>_load_pretrained_model</c>; unlike there, a tensor
/// that is missing or does not fit is an error, never initialised at random.
/// </summary>
public static class Checkpoint
{
    /// <summary>Finds every expected weight.</summary>
    /// <param name="source">The open checkpoint; the result reads from it and does not own it.</param>
    /// <param name="expected">The model's weights, each under a canonical name of its own.</param>
    /// <param name="naming">The family's names.</param>
    /// <param name="unexpected">What to do with tensors that the model has no place for.</param>
    /// <exception cref="CheckpointException">Lists every missing, unexpected, misshapen, integer or ambiguous tensor.</exception>
    public static BoundCheckpoint Bind(
        IWeightSource source,
        IReadOnlyList<ExpectedTensor> expected,
        CheckpointNaming naming,
        UnexpectedTensors unexpected = UnexpectedTensors.Refuse)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(naming);
        var problems = new List<CheckpointProblem>();
        var unused = new List<TensorInfo>();
        Dictionary<string, TensorInfo> found = Canonicalize(source, naming, problems, unused);
        var bound = new Dictionary<string, BoundTensor>(StringComparer.Ordinal);
        foreach (ExpectedTensor weight in expected)
        {
            TensorInfo? tensor = Take(weight, found, problems, unused);
            if (tensor is not null && !bound.TryAdd(weight.Name, new BoundTensor(source, tensor)))
            {
                throw new ArgumentException($"'{weight.Name}' is expected twice", nameof(expected));
            }
        }

        foreach ((string canonical, TensorInfo tensor) in found.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            bool passedOver = CheckpointNaming.StartsWithAny(canonical, naming.UnusedPrefixes)
                || (unexpected == UnexpectedTensors.AllowOtherHeads
                    && CheckpointNaming.StartsWithAny(canonical, naming.HeadPrefixes));
            if (passedOver)
            {
                unused.Add(tensor);
            }
            else
            {
                problems.Add(new CheckpointProblem(
                    CheckpointProblemKind.Unexpected, tensor.Name, Expected: null, tensor.ToString()));
            }
        }

        return problems.Count == 0
            ? new BoundCheckpoint(bound, unused)
            : throw new CheckpointException(source.Location, problems);
    }

    private static Dictionary<string, TensorInfo> Canonicalize(
        IWeightSource source, CheckpointNaming naming, List<CheckpointProblem> problems, List<TensorInfo> unused)
    {
        var found = new Dictionary<string, TensorInfo>(StringComparer.Ordinal);
        foreach (TensorInfo tensor in source.Tensors)
        {
            string canonical = naming.Canonical(tensor.Name);
            if (CheckpointNaming.IsBuffer(canonical))
            {
                unused.Add(tensor);
            }
            else if (!found.TryAdd(canonical, tensor))
            {
                problems.Add(new CheckpointProblem(
                    CheckpointProblemKind.Ambiguous, tensor.Name, Expected: null, MessageText.Quote(found[canonical].Name)));
            }
        }

        return found;
    }

    /// <summary>
    /// Removes a weight's tensor and those under its aliases from what is left; the first one that is there counts.
    /// </summary>
    private static TensorInfo? Take(
        ExpectedTensor weight, Dictionary<string, TensorInfo> found, List<CheckpointProblem> problems, List<TensorInfo> unused)
    {
        TensorInfo? taken = null;
        foreach (string name in weight.Aliases.Prepend(weight.Name))
        {
            if (!found.Remove(name, out TensorInfo? tensor))
            {
                continue;
            }

            RefuseMismatch(weight, tensor, problems);
            if (taken is null)
            {
                taken = tensor;
            }
            else
            {
                unused.Add(tensor);
            }
        }

        if (taken is null && weight.IsRequired)
        {
            problems.Add(new CheckpointProblem(
                CheckpointProblemKind.Missing, weight.Name, MessageText.Shape(weight.Shape.AsSpan()), Found: null));
        }

        return taken;
    }

    private static void RefuseMismatch(ExpectedTensor weight, TensorInfo tensor, List<CheckpointProblem> problems)
    {
        if (!tensor.Shape.AsSpan().SequenceEqual(weight.Shape.AsSpan()))
        {
            problems.Add(new CheckpointProblem(
                CheckpointProblemKind.WrongShape, tensor.Name, MessageText.Shape(weight.Shape.AsSpan()), tensor.ToString()));
        }
        else if (!tensor.DType.IsFloatingPoint())
        {
            problems.Add(new CheckpointProblem(
                CheckpointProblemKind.WrongType, tensor.Name, "F64, F32, F16 or BF16", tensor.ToString()));
        }
    }
}
