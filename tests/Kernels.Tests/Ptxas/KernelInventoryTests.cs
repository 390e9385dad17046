using System.Reflection;

namespace SqueezeBert.Gpu.Kernels.Tests.Ptxas;

/// <summary>What the other tests of this folder prove, they prove of every kernel that is written.</summary>
public sealed class KernelInventoryTests
{
    [Test]
    public void No_kernel_is_left_out()
    {
        // By convention a kernel is a static method whose name begins with Simt or Tensor and that takes one struct of arguments.
        IEnumerable<string> written = typeof(ElementType).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(
                BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(method => IsKernel(method.Name)
                && method.ReturnType == typeof(void)
                && method.GetParameters().Length == 1)
            .Select(Describe);
        IEnumerable<MethodInfo> listed = KernelInventory.Portable().Concat(KernelInventory.ForTensorCores());
        Assert.That(listed.Select(Describe).Distinct(), Is.EquivalentTo(written.Distinct()));
    }

    private static bool IsKernel(string name) =>
        name.StartsWith("Simt", StringComparison.Ordinal) || name.StartsWith("Tensor", StringComparison.Ordinal);

    // Generic flavours of one kernel have one name.
    private static string Describe(MethodInfo kernel)
    {
        Type type = kernel.DeclaringType!;
        return $"{(type.IsGenericType ? type.GetGenericTypeDefinition() : type).Name}.{kernel.Name}";
    }
}
