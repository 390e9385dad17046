using ILGPU;
using ILGPU.Runtime;

namespace SqueezeBert.Gpu.Devices;

/// <summary>The CPU device's memory is ordinary memory: where a view lies in it.</summary>
internal static unsafe class HostMemory
{
    /// <summary>The first element; null for a view that was never set.</summary>
    public static T* Pointer<T>(ArrayView<T> view)
        where T : unmanaged => view.IsValid ? (T*)view.LoadEffectiveAddressAsPtr() : null;
}
