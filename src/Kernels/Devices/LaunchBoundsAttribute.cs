using System.Reflection;
using ILGPU.Runtime;

namespace SqueezeBert.Gpu.Devices;

/// <summary>
/// How many registers a CUDA kernel may take, told by what is to fit: a multiprocessor's registers, divided between so many groups
/// of so many threads. CUDA C++ calls it <c>__launch_bounds__</c>. Without it the driver's assembler takes what it likes, and a few
/// registers more can cost a resident group. Other devices pay no attention.
/// </summary>
/// <param name="threads">The most threads that a group is launched with.</param>
/// <param name="groups">The groups that a multiprocessor shall hold.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LaunchBoundsAttribute(int threads, int groups) : Attribute
{
    /// <summary>What ILGPU wants to know when it compiles a kernel.</summary>
    /// <param name="kernel">With the attribute or without.</param>
    public static KernelSpecialization Of(MethodInfo kernel) =>
        kernel.GetCustomAttribute<LaunchBoundsAttribute>() is { } bounds ? bounds.Specialization : KernelSpecialization.Empty;

    private KernelSpecialization Specialization => new(threads, groups);
}
