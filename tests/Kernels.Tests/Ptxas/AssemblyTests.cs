using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.PtxInterpreter;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Kernels.Tests.Ptxas;

/// <summary>
/// NVIDIA's assembler accepts every kernel, keeps every value in registers, takes no more of them than was approved, and makes
/// tensor-core instructions of what is written for tensor cores.
/// </summary>
/// <param name="architecture">80 stands for sm_80.</param>
[Category("Ptxas")]
[TestFixture(70)]
[TestFixture(75)]
[TestFixture(80)]
[TestFixture(86)]
[TestFixture(89)]
[TestFixture(90)]
public sealed class AssemblyTests(int architecture)
{
    private const string Required = "SQUEEZEBERT_REQUIRE_PTXAS";

    // What every kernel for tensor cores is written with.
    private static readonly string[] TensorFamilies = ["mma.sync", "ldmatrix.sync", "cp.async.cg"];

    // The machine instruction of each form of it.
    private static readonly (string Ptx, string Machine)[] TensorInstructions =
    [
        ("mma.sync.aligned.m16n8k16", "HMMA.16816.F32"),
        ("mma.sync.aligned.m16n8k8.row.col.f32.tf32", "HMMA.1688.F32.TF32"),
        ("ldmatrix.sync.aligned.m8n8.x4", "LDSM.16"),
        ("cp.async.cg.shared.global", "LDGSTS.E.BYPASS"),
    ];

    private PtxInterpreter.Ptxas? ptxas;
    private AssembledKernel[] kernels = [];

    /// <summary>Assembles every kernel once.</summary>
    [OneTimeSetUp]
    public void Assemble()
    {
        ptxas = PtxInterpreter.Ptxas.Find();
        if (ptxas is null)
        {
            if (Environment.GetEnvironmentVariable(Required) == "1")
            {
                Assert.Fail($"ptxas is required here ({Required}=1) but {PtxInterpreter.Ptxas.Variable} names none");
            }

            // A fixture that ends here runs none of its tests, so that nothing else would say why.
            string reason = $"ptxas: not installed, and {PtxInterpreter.Ptxas.Variable} names none";
            SkipsAloudAttribute.Say(reason);
            Assert.Ignore(reason);
        }

        MethodInfo[] methods =
            [.. KernelInventory.Portable(), .. architecture >= 80 ? KernelInventory.ForTensorCores() : []];
        var assembled = new ConcurrentBag<AssembledKernel>();
        Parallel.ForEach(methods, method =>
        {
            string ptx = PtxCompiler.Compile(method, architecture, LaunchBoundsAttribute.Of(method));
            assembled.Add(new AssembledKernel(method, ptx, ptxas.Assemble(ptx, architecture)));
        });
        kernels = [.. assembled.OrderBy(kernel => kernel.Name, StringComparer.Ordinal)];
        TestContext.Out.WriteLine($"sm_{architecture}: {kernels.Length} kernels");
    }

    /// <summary>Lets go of the texts and the machine code: the runner keeps its fixtures.</summary>
    [OneTimeTearDown]
    public void Release() => kernels = [];

    [Test]
    public void Assembles_without_spills_and_without_a_stack() => Assert.That(
        kernels
            .Where(kernel => kernel.Report is not { Error: null, SpillStoreBytes: 0, SpillLoadBytes: 0, StackBytes: 0 })
            .Select(kernel => $"{kernel.Name}: {kernel.Report}"),
        Is.Empty);

    [Test]
    public void Takes_the_approved_registers_and_shared_memory() =>
        ResourceTable.Check(architecture, ptxas!.Version(), kernels);

    [Test]
    public void Tensor_core_kernels_become_tensor_core_instructions()
    {
        if (architecture < 80)
        {
            Assert.That(kernels.Where(kernel => kernel.IsTensor), Is.Empty);
            return;
        }

        var disassembler = Nvdisasm.Beside(ptxas!);
        var faults = new ConcurrentBag<string>();
        Parallel.ForEach(kernels.Where(kernel => kernel.IsTensor), kernel =>
        {
            string machine = disassembler.Disassemble(kernel.Report.Cubin.Span);
            foreach (string family in TensorFamilies.Where(family => Occurrences(kernel.Ptx, family) == 0))
            {
                faults.Add($"{kernel.Name}: no {family}");
            }

            foreach ((string ptx, string instruction) in TensorInstructions)
            {
                // Loops may be unrolled, but nothing that is written may be gone.
                int written = Occurrences(kernel.Ptx, ptx);
                int made = Occurrences(machine, instruction);
                if (made < written)
                {
                    faults.Add($"{kernel.Name}: {written} {ptx}, {made} {instruction}");
                }
            }
        });
        Assert.That(faults, Is.Empty);
        Assert.That(kernels.Any(kernel => kernel.IsTensor), Is.True);
    }

    private static int Occurrences(string text, string part) => Regex.Count(text, Regex.Escape(part));
}
