using System.Reflection;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using SqueezeBert.Gpu.Devices.Caching;

namespace SqueezeBert.Gpu.Kernels.Tests.Devices.Caching;

/// <summary>A kernel's key is the same in every context, and another as soon as anything differs that the kernel depends on.</summary>
public sealed class KernelKeysTests
{
    private static readonly MethodInfo Kernel = PtxTarget.KernelOf(device => _ = new LayerNorm<Identity>(device));

    private static readonly KernelKey Key = Of(Kernel, PtxTarget.Open());

    [Test]
    public void Another_context_makes_the_same_key() => Assert.That(Of(Kernel, PtxTarget.Open()), Is.EqualTo(Key));

    private static IEnumerable<TestCaseData> Changes()
    {
        static TestCaseData Case(string name, CudaArchitecture architecture, CudaInstructionSet set, Action<Context.Builder> change) =>
            new TestCaseData(architecture, set, change).SetArgDisplayNames(name);

        (CudaArchitecture sm, CudaInstructionSet isa) = (CudaArchitecture.SM_80, CudaInstructionSet.ISA_70);
        yield return Case("architecture", CudaArchitecture.SM_86, isa, _ => { });
        yield return Case("instruction set", sm, CudaInstructionSet.ISA_71, _ => { });
        yield return Case("optimization", sm, isa, builder => builder.Optimize(OptimizationLevel.O1));
        yield return Case("inlining", sm, isa, builder => builder.Inlining(InliningMode.Disabled));
        yield return Case("math", sm, isa, builder => builder.Math(MathMode.Fast));
        yield return Case("assertions", sm, isa, builder => builder.Assertions());
        yield return Case("static fields", sm, isa, builder => builder.StaticFields(StaticFieldMode.MutableStaticFields));
        yield return Case("backend's mode", sm, isa, builder => builder.PTXBackend(PTXBackendMode.Default));
    }

    [TestCaseSource(nameof(Changes))]
    public void Another_target_or_setting_makes_another_key(
        CudaArchitecture architecture, CudaInstructionSet instructions, Action<Context.Builder> change) => Assert.That(
        Of(Kernel, PtxTarget.Open(architecture, instructions, change)).Digest, Is.Not.EqualTo(Key.Digest));

    [Test]
    public void Another_OpenCL_device_makes_another_key()
    {
        KernelKey pocl = OfOpenCL(CLDeviceVendor.Other, CLCVersion.CL30, hasHalf: false);
        KernelKey[] others =
        [
            Key,
            OfOpenCL(CLDeviceVendor.AMD, CLCVersion.CL30, hasHalf: false),
            OfOpenCL(CLDeviceVendor.Other, CLCVersion.CL20, hasHalf: false),
            OfOpenCL(CLDeviceVendor.Other, CLCVersion.CL30, hasHalf: true),
        ];
        Assert.Multiple(() =>
        {
            Assert.That(OfOpenCL(CLDeviceVendor.Other, CLCVersion.CL30, hasHalf: false), Is.EqualTo(pocl));
            Assert.That(others.Append(pocl).Select(key => key.Digest), Is.Unique);
        });
    }

    [Test]
    public void Another_method_or_type_argument_makes_another_key() => Assert.Multiple(() =>
    {
        Assert.That(Of(PtxTarget.KernelOf(device => _ = new Softmax(device)), PtxTarget.Open()).Digest, Is.Not.EqualTo(Key.Digest));
        Assert.That(
            Of(PtxTarget.KernelOf(device => _ = new LayerNorm<AddResidual>(device)), PtxTarget.Open()).Digest,
            Is.Not.EqualTo(Key.Digest));
    });

    [Test]
    public void It_holds_the_version_of_every_assembly_that_a_kernel_is_made_of_or_with() => Assert.Multiple(() =>
    {
        MethodInfo foreign = typeof(KernelKeysTests).GetMethod(nameof(Take), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(typeof(KeyValuePair<int, TestAttribute>));
        string text = Of(foreign, PtxTarget.Open()).Text;
        MethodInfo plain = PtxTarget.KernelOf(device => _ = new Softmax(device));
        Assert.That(Of(plain, PtxTarget.Open()).Text, Does.Contain($"module {typeof(int).Module.Name} "), "without type arguments");
        Type[] types = [typeof(KernelKeysTests), typeof(TestAttribute), typeof(Softmax), typeof(Context), typeof(XMath), typeof(int)];
        foreach (Type type in types)
        {
            Assert.That(text, Does.Contain($"module {type.Module.Name} {type.Module.ModuleVersionId}"));
        }
    });

    [Test]
    public void It_names_the_format_the_method_its_type_arguments_and_the_compiler() => Assert.Multiple(() =>
    {
        MethodInfo generic = typeof(Pair<long>).GetMethod(nameof(Pair<>.Take), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(typeof(byte));
        string[] lines = Of(generic, PtxTarget.Open()).Text.Split('\n');
        Assert.That(lines, Does.Contain($"format {KernelFile.FormatVersion}"));
        Assert.That(lines, Does.Contain($"kernel {typeof(Pair<long>)}.{generic} {generic.MetadataToken:x8}"));
        Assert.That(lines, Does.Contain($"argument {typeof(long).AssemblyQualifiedName}"));
        Assert.That(lines, Does.Contain($"argument {typeof(byte).AssemblyQualifiedName}"));
        Assert.That(lines, Has.One.StartsWith("backend PTX "));
        Assert.That(
            OfOpenCL(CLDeviceVendor.Other, CLCVersion.CL30, hasHalf: true).Text, Does.Contain("capability Extensions cl_khr_fp16"));
    });

    // Every line of the key counts, whatever it says.
    [Test]
    public void A_kernel_is_not_found_under_a_key_of_which_one_line_differs()
    {
        using var folder = new ScratchFolder();
        var store = new KernelStore(folder.Root);
        store.Keep(Key, new KeptKernel("source", 1, false, TimeSpan.Zero));
        string[] lines = Key.Text.Split('\n');
        Assert.That(lines, Has.Length.GreaterThan(20));
        for (int i = 0; i < lines.Length; i++)
        {
            string[] other = [.. lines];
            other[i] += "+";
            Assert.That(store.Find(new KernelKey(string.Join('\n', other))), Is.Null, lines[i]);
        }

        Assert.That(store.Find(Key), Is.Not.Null);
        Assert.That(store.Damaged, Is.Zero);
    }

    private static KernelKey Of(MethodInfo kernel, PtxTarget target)
    {
        using (target)
        {
            return new KernelKeys(target.Backend).Of(kernel);
        }
    }

    private static KernelKey OfOpenCL(CLDeviceVendor vendor, CLCVersion version, bool hasHalf)
    {
        using Context context = Context.Create(builder => builder.EnableAlgorithms());
        var capabilities = new CLCapabilityContext(hasHalf, false, false, false, false);
        using var backend = new CLBackend(context, capabilities, vendor, version);
        return new KernelKeys(backend).Of(Kernel);
    }

    private static void Take<T>(T value) => _ = value;

    private static class Pair<TFirst>
    {
        internal static void Take<TSecond>(TFirst first, TSecond second) => _ = (first, second);
    }
}
