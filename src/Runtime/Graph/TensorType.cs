using System.Collections.Immutable;

namespace SqueezeBert.Gpu.Graph;

/// <summary>The scalar type and the named axes of a tensor, slowest axis first.</summary>
/// <param name="Scalar">What it holds.</param>
/// <param name="Axes">Its axes.</param>
public sealed record TensorType(ScalarType Scalar, ImmutableArray<Axis> Axes)
{
    /// <summary>A float32 tensor.</summary>
    public static TensorType F32(params ReadOnlySpan<Axis> axes) => new(ScalarType.F32, [.. axes]);

    /// <summary>An int32 tensor.</summary>
    public static TensorType I32(params ReadOnlySpan<Axis> axes) => new(ScalarType.I32, [.. axes]);

    /// <summary>The fixed size of the last axis, which is what most operations work along.</summary>
    public int Channels => Axes.Length > 0 && Axes[^1].Size is { } size
        ? size
        : throw new GraphException($"{this} has no channels of fixed size");

    /// <summary>The number of elements in a batch.</summary>
    public long Elements(BatchShape batch)
    {
        long elements = 1;
        foreach (Axis axis in Axes)
        {
            elements = checked(elements * axis.In(batch));
        }

        return elements;
    }

    /// <inheritdoc/>
    public bool Equals(TensorType? other) => other is not null && Scalar == other.Scalar && Axes.SequenceEqual(other.Axes);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Scalar);
        foreach (Axis axis in Axes)
        {
            hash.Add(axis);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{(Scalar == ScalarType.F32 ? "f32" : "i32")}[{string.Join(", ", Axes)}]";
}
