using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Cli.Output;

/// <summary>The types of a graph with the sizes that a batch gives them.</summary>
internal static class ShapeText
{
    /// <summary>A type with all its sizes, such as <c>f32[tokens 128, channels 768]</c>.</summary>
    public static string Of(TensorType type, BatchShape batch) =>
        new TensorType(type.Scalar, [.. type.Axes.Select(axis => axis with { Size = axis.In(batch) })]).ToString();

    /// <summary>The sizes alone.</summary>
    public static int[] Sizes(TensorType type, BatchShape batch) => [.. type.Axes.Select(axis => axis.In(batch))];
}
