using System.Reflection;
using ILGPU;
using ILGPU.Runtime;

namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>Views into buffers of ILGPU's CPU accelerator, whose memory is the host's.</summary>
public static class HostViews
{
    private static readonly MethodInfo LocateElements =
        typeof(HostViews).GetMethod(nameof(LocateView), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>Whether a type is an <see cref="ArrayView{T}"/>.</summary>
    public static bool IsView(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ArrayView<>);
    }

    /// <summary>Finds the elements of a boxed <see cref="ArrayView{T}"/>. A default view is nowhere and has none.</summary>
    public static ViewLocation Locate(object view)
    {
        ArgumentNullException.ThrowIfNull(view);
        Type element = view.GetType().GetGenericArguments()[0];
        return (ViewLocation)LocateElements.MakeGenericMethod(element).Invoke(null, [view])!;
    }

    private static ViewLocation LocateView<T>(ArrayView<T> view)
        where T : unmanaged
    {
        if (!view.IsValid)
        {
            return default;
        }
        if (view.GetAccelerator().AcceleratorType != AcceleratorType.CPU)
        {
            throw new ArgumentException($"a view on {view.GetAccelerator().Name}, expected the CPU accelerator");
        }
        return new ViewLocation((ulong)view.LoadEffectiveAddressAsPtr(), view.Length, view.LengthInBytes);
    }
}
