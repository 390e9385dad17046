using System.Reflection;
using SqueezeBert.Gpu.PtxInterpreter;

namespace SqueezeBert.Gpu.Testing;

/// <summary>What a <see cref="KernelRecorder"/> was asked to launch.</summary>
/// <param name="Kernel">The kernel.</param>
/// <param name="Blocks">Blocks of the grid.</param>
/// <param name="Threads">Threads of a block.</param>
/// <param name="Arguments">The struct that the kernel takes.</param>
/// <param name="Views">The memory behind each of its views that has elements, named by the path of the field.</param>
public sealed record RecordedLaunch(
    MethodInfo Kernel, int Blocks, int Threads, object Arguments, IReadOnlyList<MemoryRegion> Views)
{
    /// <summary>The operator: "GroupedConv1d".</summary>
    public string Operator => Kernel.DeclaringType!.Name.Split('`')[0];

    /// <summary>A whole number among the arguments, by the name of its property.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public int Number(string property) =>
        Arguments.GetType().GetProperty(property)?.GetValue(Arguments) is int number
            ? number
            : throw new ArgumentException($"{Arguments.GetType().Name} has no number {property}", nameof(property));
}
