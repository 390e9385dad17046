using ILGPU;
using ILGPU.Runtime;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>The host's checks before a launch. Kernels trust what passed them.</summary>
internal static class KernelArguments
{
    /// <summary>Checks that a view holds exactly the elements of its shape.</summary>
    public static void Exactly<T>(string kernel, string argument, ArrayView<T> view, long expected)
        where T : unmanaged
    {
        if (view.Length != expected)
        {
            throw new KernelArgumentException($"{kernel}: {argument} has {view.Length} elements, expected {expected}");
        }
    }

    /// <summary>Checks that a view holds at least the elements that will be touched.</summary>
    public static void AtLeast<T>(string kernel, string argument, ArrayView<T> view, long expected)
        where T : unmanaged
    {
        if (view.Length < expected)
        {
            throw new KernelArgumentException($"{kernel}: {argument} has {view.Length} elements, expected at least {expected}");
        }
    }

    /// <summary>Checks an integer that must be positive.</summary>
    public static void Positive(string kernel, string argument, int value)
    {
        if (value <= 0)
        {
            throw new KernelArgumentException($"{kernel}: {argument} is {value}, expected a positive number");
        }
    }

    /// <summary>Checks an integer that something else has already decided.</summary>
    public static void Equal(string kernel, string argument, int value, int expected)
    {
        if (value != expected)
        {
            throw new KernelArgumentException($"{kernel}: {argument} is {value}, expected {expected}");
        }
    }

    /// <summary>Checks where a view begins.</summary>
    public static void Aligned<T>(string kernel, string argument, ArrayView<T> view, int bytes)
        where T : unmanaged
    {
        if (view.LoadEffectiveAddressAsPtr() % bytes != 0)
        {
            throw new KernelArgumentException($"{kernel}: {argument} does not begin at a multiple of {bytes} bytes, as it should");
        }
    }
}
