using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;

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

    /// <summary>Checks that activations are stored as the operator was told, and that they are exactly the elements of their shape.</summary>
    public static void Exactly(string kernel, string argument, ActivationView view, ElementType storage, long expected)
    {
        Stored(kernel, argument, view, storage);
        if (view.Length != expected)
        {
            throw new KernelArgumentException($"{kernel}: {argument} has {view.Length} elements, expected {expected}");
        }
    }

    /// <summary>Checks that activations are stored as the operator was told.</summary>
    public static void Stored(string kernel, string argument, ActivationView view, ElementType storage)
    {
        if (view.Storage != storage)
        {
            throw new KernelArgumentException($"{kernel}: {argument} is {view.Storage}, expected {storage}");
        }
    }

    /// <summary>Checks that host code, which computes with float32 alone, is not asked for other activations.</summary>
    public static void HostStorage(string kernel, ComputeDevice device, ElementType input, ElementType output)
    {
        if (device.IsHost && (input != ElementType.F32 || output != ElementType.F32))
        {
            throw new KernelArgumentException($"{kernel}: activations are {input} and {output}, expected F32 on the CPU");
        }
    }

    /// <summary>Checks that activations are float32 or in the format of the weights that they are multiplied with.</summary>
    public static void StorageOf(string kernel, ElementType weights, ElementType input, ElementType output)
    {
        ElementType other = Elements.BesideWeights(weights);
        if ((input != ElementType.F32 && input != other) || (output != ElementType.F32 && output != other))
        {
            string expected = other == ElementType.F32 ? $"F32 beside {weights}" : $"F32 or {weights} as the weights";
            throw new KernelArgumentException($"{kernel}: activations are {input} and {output}, expected {expected}");
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

    /// <summary>Checks that there are at least the activations that will be touched.</summary>
    public static void AtLeast(string kernel, string argument, ActivationView view, long expected)
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

    /// <summary>Checks where activations begin.</summary>
    public static void Aligned(string kernel, string argument, ActivationView view, int bytes)
    {
        if (view.Storage == ElementType.F32)
        {
            Aligned(kernel, argument, view.Singles, bytes);
        }
        else
        {
            Aligned(kernel, argument, view.Halves, bytes);
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
