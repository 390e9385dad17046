using System.Reflection;

namespace SqueezeBert.Gpu.Testing;

/// <summary>Kernels by names that a person reads: <c>GroupedConv1d&lt;AddBias&gt;.Simt&lt;UInt16, F16&gt;</c>.</summary>
public static class KernelNames
{
    /// <summary>A kernel with its type arguments, which tell the flavours of one method apart.</summary>
    public static string Of(MethodInfo kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return $"{Of(kernel.DeclaringType!)}.{kernel.Name}{Arguments(kernel.GetGenericArguments())}";
    }

    /// <summary>Whether a kernel is for tensor cores: by convention its name says so.</summary>
    public static bool IsTensor(MethodInfo kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return kernel.Name.StartsWith("Tensor", StringComparison.Ordinal);
    }

    private static string Of(Type type) => $"{type.Name.Split('`')[0]}{Arguments(type.GetGenericArguments())}";

    private static string Arguments(Type[] arguments) =>
        arguments.Length == 0 ? "" : $"<{string.Join(", ", arguments.Select(Of))}>";
}
