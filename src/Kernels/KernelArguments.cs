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

    /// <summary>
    /// Checks that offsets begin at 0, never decrease and end with the rows, and that no sentence is longer than was said. On the
    /// host only: on a GPU they lie in device memory, and reading them back would wait for all that is queued.
    /// </summary>
    /// <param name="kernel">The operator.</param>
    /// <param name="argument">What the offsets are called.</param>
    /// <param name="device">Where the operator runs.</param>
    /// <param name="offsets">[B + 1], B at least 0.</param>
    /// <param name="rows">The rows of all sentences.</param>
    /// <param name="longest">S, the most rows of a sentence.</param>
    public static unsafe void Offsets(
        string kernel, string argument, ComputeDevice device, ArrayView<int> offsets, long rows, int longest = int.MaxValue)
    {
        if (!device.IsHost)
        {
            return;
        }

        int* starts = HostMemory.Pointer(offsets);
        Offset(kernel, argument, 0, starts[0], 0);
        int last = (int)offsets.Length - 1;
        for (int i = 1; i <= last; i++)
        {
            int length = starts[i] - starts[i - 1];
            if (starts[i] < starts[i - 1] || length > longest)
            {
                string expected = length > longest && starts[i] > starts[i - 1]
                    ? $"at most {starts[i - 1] + (long)longest} where S is {longest}"
                    : $"at least {starts[i - 1]}";
                throw new KernelArgumentException($"{kernel}: {argument} [{i}] is {starts[i]}, expected {expected}");
            }
        }

        Offset(kernel, argument, last, starts[last], rows);
    }

    /// <summary>Checks an offset that something else has already decided.</summary>
    public static void Offset(string kernel, string argument, int index, int found, long expected)
    {
        if (found != expected)
        {
            throw new KernelArgumentException($"{kernel}: {argument} [{index}] is {found}, expected {expected}");
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
