using System.Diagnostics;
using System.Reflection;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Devices.Caching;
using SqueezeBert.Gpu.Kernels.Tests.Problems;
using SqueezeBert.Gpu.Kernels.Tests.Ptxas;
using SqueezeBert.Gpu.PtxInterpreter;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Kernels.Tests.Devices.Caching;

/// <summary>A kernel that was kept is the kernel that was compiled, as CUDA would load and launch it.</summary>
public sealed class KernelCompilerTests
{
    private static readonly MethodInfo Softmax = PtxTarget.KernelOf(device => _ = new Softmax(device));

    [Test]
    public void Everything_that_a_launch_needs_is_kept()
    {
        using var folder = new ScratchFolder();
        MethodInfo[] kernels = [Softmax, .. KernelInventory.ForTensorCores()];
        long begin = Stopwatch.GetTimestamp();
        CompiledKernel[] compiled = Compile(folder, kernels, out KernelCacheReport first);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(begin);
        CompiledKernel[] found = Compile(folder, kernels, out KernelCacheReport second);
        Assert.Multiple(() =>
        {
            Assert.That(first, Is.EqualTo(new KernelCacheReport(folder.Root, 0, kernels.Length, 0, null)));
            Assert.That(second, Is.EqualTo(new KernelCacheReport(folder.Root, kernels.Length, 0, 0, null)));
            KernelCacheContents kept = new KernelStore(folder.Root).TakeStock();
            Assert.That(kept.Kernels, Is.EqualTo(kernels.Length));
            Assert.That(kept.Compilation, Is.GreaterThan(TimeSpan.Zero).And.LessThan(elapsed), "each was compiled in a part of that");
            for (int i = 0; i < kernels.Length; i++)
            {
                Assert.That(((PTXCompiledKernel)found[i]).PTXAssembly, Is.EqualTo(((PTXCompiledKernel)compiled[i]).PTXAssembly));
                Assert.That(Properties(found[i]), Is.EqualTo(Properties(compiled[i])));
            }

            // Else nothing of it would be proved.
            Assert.That(compiled.Count(kernel => KeptKernel.Of(kernel, TimeSpan.Zero).StaticSharedBytes > 0), Is.Positive);
        });
    }

    [Test]
    public void A_kept_kernel_computes_what_the_compiled_one_does()
    {
        using var folder = new ScratchFolder();
        Compile(folder, [Softmax], out _);
        var found = (PTXCompiledKernel)Compile(folder, [Softmax], out KernelCacheReport report)[0];
        Assert.That(report.Found, Is.EqualTo(1));

        const int Rows = 3;
        const int Entries = 70;
        using InterpretedDevice device = InterpretedDevice.Open(80);
        float[] input = new RandomNumbers(5).Normal(Rows * Entries);
        using DeviceBuffer<float> x = device.Upload<float>(input);
        using DeviceBuffer<float> expected = device.Allocate<float>(input.Length);
        using DeviceBuffer<float> output = device.Allocate<float>(input.Length);
        new Softmax(device).Run(new SoftmaxArguments { Input = x.View, Output = expected.View, T = Rows, C = Entries });
        InterpretedKernel.Parse<SoftmaxArguments>(found.PTXAssembly).Launch(
            (Rows, 64), new SoftmaxArguments { Input = x.View, Output = output.View, T = Rows, C = Entries });
        Assert.That(output.ToArray(), Is.EqualTo(expected.ToArray()), "the same instructions on the same numbers");
    }

    // Whatever a kernel has of shared memory: none of the engine's has any that a launch sizes.
    [Test]
    public void What_is_kept_of_a_restored_kernel_is_what_it_was_restored_from([Values] bool hasDynamicSharedMemory)
    {
        using PtxTarget target = PtxTarget.Open();
        var kept = new KeptKernel("// a kernel", 16, hasDynamicSharedMemory, TimeSpan.FromMilliseconds(3));
        CompiledKernel restored = kept.Restore(
            EntryPointDescription.FromExplicitlyGroupedKernel(Softmax), LaunchBoundsAttribute.Of(Softmax), target.Backend);
        Assert.That(KeptKernel.Of(restored, kept.Compilation), Is.EqualTo(kept));
    }

    [Test]
    public void A_damaged_kernel_is_compiled_anew_and_replaced()
    {
        using var folder = new ScratchFolder();
        Compile(folder, [Softmax], out _);
        string path = Directory.GetFiles(folder.Root).Single();
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^100] ^= 1;
        File.WriteAllBytes(path, bytes);
        string anew = ((PTXCompiledKernel)Compile(folder, [Softmax], out KernelCacheReport damaged)[0]).PTXAssembly;
        string found = ((PTXCompiledKernel)Compile(folder, [Softmax], out KernelCacheReport replaced)[0]).PTXAssembly;
        Assert.Multiple(() =>
        {
            Assert.That(found, Is.EqualTo(anew));
            Assert.That((damaged.Found, damaged.Compiled, damaged.Damaged), Is.EqualTo((0, 1, 1)));
            Assert.That(damaged.Problem, Does.Contain(path).And.Contain("compiled anew"));
            Assert.That(replaced, Is.EqualTo(new KernelCacheReport(folder.Root, 1, 0, 0, null)));
        });
    }

    [Test]
    public void Without_a_safe_folder_kernels_are_compiled_and_the_reason_is_told()
    {
        using var folder = new ScratchFolder();
        File.WriteAllText(folder["file"], "");
        using PtxTarget target = PtxTarget.Open();
        var compiler = KernelCompiler.Create(target.Backend, new DeviceOptions { KernelCacheFolder = folder["file"] });
        Assert.That(compiler.Compile(Softmax), Is.Not.Null);
        Assert.That(compiler.Report.Problem, Does.Contain(folder["file"]));
        Assert.That(compiler.Report with { Problem = null }, Is.EqualTo(new KernelCacheReport(null, 0, 1, 0, null)));
    }

    private static CompiledKernel[] Compile(ScratchFolder folder, MethodInfo[] kernels, out KernelCacheReport report)
    {
        using PtxTarget target = PtxTarget.Open();
        var compiler = KernelCompiler.Create(target.Backend, new DeviceOptions { KernelCacheFolder = folder.Root });
        CompiledKernel[] compiled = Array.ConvertAll(kernels, compiler.Compile);
        report = compiler.Report;
        return compiled;
    }

    // ILGPU makes the code that launches a kernel of these.
    private static object?[] Properties(CompiledKernel kernel)
    {
        EntryPoint entry = IlgpuInternals.EntryPointOf(kernel);
        return
        [
            .. typeof(EntryPoint).GetProperties().Select(property => property.GetValue(entry)),
            kernel.Name, kernel.SourceMethod, kernel.IndexType, kernel.Specialization, kernel.NumParameters,
        ];
    }
}
