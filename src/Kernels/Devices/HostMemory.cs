using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;

namespace SqueezeBert.Gpu.Devices;

/// <summary>The CPU device's memory is ordinary memory: where a view lies in it.</summary>
internal static unsafe class HostMemory
{
    /// <summary>The first element; null for a view that was never set.</summary>
    public static T* Pointer<T>(ArrayView<T> view)
        where T : unmanaged => view.IsValid ? (T*)view.LoadEffectiveAddressAsPtr() : null;

    /// <summary>One element of a view that was set. Inner loops: the view's own indexer makes a call to check the index.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T* Element<T>(ArrayView<T> view, long index)
        where T : unmanaged => (T*)view.LoadEffectiveAddressAsPtr() + index;
}
