using System.Collections.Immutable;

namespace SqueezeBert.Gpu.Graph;

/// <summary>
/// What a node computes: attributes only, no tensors and no device. An operation infers the types of its results and says
/// what is wrong when it can't.
/// </summary>
public abstract record Operation
{
    /// <summary>The operation's name, for people and error messages.</summary>
    public abstract string Name { get; }

    /// <summary>The types of the results.</summary>
    /// <param name="inputs">The types of the inputs, in the order that the operation documents.</param>
    /// <exception cref="GraphException">The inputs do not fit the operation.</exception>
    public abstract ImmutableArray<TensorType> Infer(ImmutableArray<TensorType> inputs);

    /// <summary>Floating-point operations in a batch, a multiply-add counted as two; 0 where it is not worth counting.</summary>
    /// <param name="inputs">The types of the inputs.</param>
    /// <param name="batch">The batch.</param>
    public virtual long FloatingPointOperations(ImmutableArray<TensorType> inputs, BatchShape batch) => 0;

    /// <summary>Elements of an input that a batch reads: all of them, unless the operation gathers.</summary>
    /// <param name="inputs">The types of the inputs.</param>
    /// <param name="index">Which input.</param>
    /// <param name="batch">The batch.</param>
    public virtual long ElementsRead(ImmutableArray<TensorType> inputs, int index, BatchShape batch) =>
        inputs[index].Elements(batch);

    private protected void ExpectCount(ImmutableArray<TensorType> inputs, params ReadOnlySpan<int> allowed)
    {
        if (!allowed.Contains(inputs.Length))
        {
            throw new GraphException($"{Name}: {inputs.Length} inputs, expected {string.Join(" or ", allowed.ToArray())}");
        }
    }

    private protected void Expect(string input, TensorType found, TensorType expected)
    {
        if (found != expected)
        {
            throw new GraphException($"{Name}: {input} is {found}, expected {expected}");
        }
    }

    private protected void ExpectRows(string input, TensorType found)
    {
        if (found.Scalar != ScalarType.F32 || found.Axes.Length != 2 || found.Axes[1].Size is null)
        {
            throw new GraphException($"{Name}: {input} is {found}, expected f32[rows, channels]");
        }
    }

    private protected void ExpectMatrix(string input, TensorType found)
    {
        if (found.Scalar != ScalarType.F32 || found.Axes.Length != 2 || found.Axes.Any(axis => axis.Size is null))
        {
            throw new GraphException($"{Name}: {input} is {found}, expected f32 of two fixed axes");
        }
    }

    private protected void ExpectMatrix(string input, TensorType found, int rows, int columns)
    {
        ExpectMatrix(input, found);
        if (found.Axes[0].Size != rows || found.Axes[1].Size != columns)
        {
            throw new GraphException($"{Name}: {input} is {found}, expected {rows} x {columns}");
        }
    }

    private protected void ExpectVector(string input, TensorType found, int length)
    {
        if (found.Scalar != ScalarType.F32 || found.Axes.Length != 1 || found.Axes[0].Size != length)
        {
            throw new GraphException($"{Name}: {input} is {found}, expected f32[channels {length}]");
        }
    }
}
