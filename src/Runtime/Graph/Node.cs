using System.Collections.Immutable;

namespace SqueezeBert.Gpu.Graph;

/// <summary>One operation applied to values.</summary>
public sealed class Node
{
    /// <summary>Applies <paramref name="operation"/>, whose results become new values.</summary>
    /// <param name="operation">What is computed.</param>
    /// <param name="inputs">From what.</param>
    /// <param name="name">Names the results, for people.</param>
    /// <exception cref="GraphException">The inputs do not fit the operation.</exception>
    public Node(Operation operation, ImmutableArray<Value> inputs, string name)
    {
        ArgumentNullException.ThrowIfNull(operation);
        Operation = operation;
        Inputs = inputs;
        Outputs =
        [
            .. operation.Infer([.. inputs.Select(input => input.Type)])
                .Select((type, i) => new Value(i == 0 ? name : $"{name}#{i}", type, ValueKind.Result)),
        ];
    }

    /// <summary>Applies <paramref name="operation"/> in the place of nodes that made <paramref name="outputs"/>.</summary>
    /// <param name="operation">What is computed.</param>
    /// <param name="inputs">From what.</param>
    /// <param name="outputs">The values that it makes from now on; their types must be what the operation infers.</param>
    /// <exception cref="GraphException">Inputs or outputs do not fit the operation.</exception>
    public Node(Operation operation, ImmutableArray<Value> inputs, ImmutableArray<Value> outputs)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ImmutableArray<TensorType> types = operation.Infer([.. inputs.Select(input => input.Type)]);
        if (!types.SequenceEqual(outputs.Select(output => output.Type)))
        {
            throw new GraphException(
                $"{operation.Name}: makes {string.Join(", ", types)}, expected {string.Join(", ", outputs.Select(o => o.Type))}");
        }

        Operation = operation;
        Inputs = inputs;
        Outputs = outputs;
    }

    /// <summary>What is computed.</summary>
    public Operation Operation { get; }

    /// <summary>From what, in the order that the operation documents.</summary>
    public ImmutableArray<Value> Inputs { get; }

    /// <summary>What comes out.</summary>
    public ImmutableArray<Value> Outputs { get; }

    /// <summary>The first result, which for most operations is the only one.</summary>
    public Value Output => Outputs[0];

    /// <summary>Floating-point operations in a batch.</summary>
    public long FloatingPointOperations(BatchShape batch) =>
        Operation.FloatingPointOperations([.. Inputs.Select(input => input.Type)], batch);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{string.Join(", ", Outputs.Select(o => o.Name))} = {Operation}({string.Join(", ", Inputs.Select(i => i.Name))})";
}
