using System.Collections.Concurrent;
using System.Reflection;
using SqueezeBert.Gpu.PtxInterpreter;

namespace SqueezeBert.Gpu.Kernels.Tests.Ptxas;

/// <summary>NVIDIA's assembler accepts every kernel, and every value stays in registers.</summary>
[Category("Ptxas")]
public sealed class AssemblyTests
{
    private const string Required = "SQUEEZEBERT_REQUIRE_PTXAS";

    // Without which a kernel for tensor cores is none.
    private static readonly string[] TensorInstructions =
        ["mma.sync.aligned.m16n8k16", "ldmatrix.sync.aligned", "cp.async.cg.shared.global"];

    [Test]
    public void Assembles_without_spills_and_without_a_stack([Values(70, 75, 80, 86, 89, 90)] int architecture)
    {
        var ptxas = PtxInterpreter.Ptxas.Find();
        if (ptxas is null)
        {
            if (Environment.GetEnvironmentVariable(Required) == "1")
            {
                Assert.Fail($"ptxas is required here ({Required}=1) but {PtxInterpreter.Ptxas.Variable} names none");
            }

            Assert.Ignore($"ptxas: not installed, and {PtxInterpreter.Ptxas.Variable} names none");
        }

        MethodInfo[] kernels =
            [.. KernelInventory.Portable(), .. architecture >= 80 ? KernelInventory.ForTensorCores() : []];
        var faults = new ConcurrentBag<string>();
        Parallel.ForEach(kernels, kernel =>
        {
            string ptx = PtxCompiler.Compile(kernel, architecture);
            PtxasReport report = ptxas!.Assemble(ptx, architecture);
            if (report is not { Error: null, SpillStoreBytes: 0, SpillLoadBytes: 0, StackBytes: 0 })
            {
                faults.Add($"{Describe(kernel)}: {report}");
            }

            if (kernel.Name.StartsWith("Tensor", StringComparison.Ordinal))
            {
                string[] missing = [.. TensorInstructions.Where(part => !ptx.Contains(part, StringComparison.Ordinal))];
                Array.ForEach(missing, part => faults.Add($"{Describe(kernel)}: {part} is missing"));
            }
        });
        TestContext.Out.WriteLine($"sm_{architecture}: {kernels.Length} kernels");
        Assert.That(faults, Is.Empty);
    }

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
