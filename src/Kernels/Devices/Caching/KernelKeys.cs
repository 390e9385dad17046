using System.Globalization;
using System.Reflection;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Backends;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;

namespace SqueezeBert.Gpu.Devices.Caching;

/// <summary>Makes the keys of kernels that one device's backend compiles.</summary>
/// <param name="backend">What compiles them, and its context.</param>
internal sealed class KernelKeys(Backend backend)
{
    // The same for every kernel, and slow, because it takes reflection.
    private readonly string[] device =
    [
        $"backend {backend.BackendType} {backend.Platform}",
        .. backend switch
        {
            PTXBackend ptx => Target(ptx),
            CLBackend openCL => [$"target {openCL.Vendor} {openCL.CLStdVersion}"],
            _ => throw new ArgumentException($"kernels of {backend.BackendType} are not kept", nameof(backend)),
        },
        .. Properties("capability", backend.Capabilities),
        .. Properties("setting", backend.Context.Properties),
    ];

    /// <summary>The key of a kernel.</summary>
    /// <param name="kernel">A method, its type arguments given.</param>
    public KernelKey Of(MethodInfo kernel)
    {
        List<string> lines =
        [
            $"format {KernelFile.FormatVersion}",
            $"kernel {kernel.DeclaringType}.{kernel} {kernel.MetadataToken:x8}",
            .. TypeArguments(kernel).Select(type => $"argument {type.AssemblyQualifiedName}"),
            .. Modules(kernel).Select(module => $"module {module.Name} {module.ModuleVersionId}").Order(StringComparer.Ordinal),
            .. device,
        ];
        return new KernelKey(string.Join('\n', lines));
    }

    private static string[] Target(PTXBackend backend) =>
    [
        $"target {backend.Architecture} {backend.InstructionSet}",
        $"mode {backend.Context.Properties.GetPTXBackendMode()}",
    ];

    private static IEnumerable<Type> TypeArguments(MethodInfo kernel) =>
        [.. kernel.DeclaringType?.GetGenericArguments() ?? [], .. kernel.GetGenericArguments()];

    // Beside the kernel's own: what kernels call is in this assembly, in ILGPU's two, or in .NET's.
    private static IEnumerable<Module> Modules(MethodInfo kernel)
    {
        Module[] always = [typeof(KernelKeys).Module, typeof(Context).Module, typeof(XMath).Module, typeof(object).Module];
        return new[] { kernel.Module }.Concat(always).Concat(TypeArguments(kernel).SelectMany(Modules)).Distinct();
    }

    private static IEnumerable<Module> Modules(Type type) =>
        type.GetGenericArguments().SelectMany(Modules).Prepend(type.Module);

    // All of them, so that one that a later version adds is not forgotten.
    private static IEnumerable<string> Properties(string name, object subject) =>
        subject.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(property => $"{name} {property.Name} {Write(property.GetValue(subject))}")
            .Order(StringComparer.Ordinal);

    private static string Write(object? value) => value is IEnumerable<string> several
        ? string.Join(' ', several)
        : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
