using System.Runtime.CompilerServices;
using ILGPU.Runtime.Cuda;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Copies to shared memory that the thread does not wait for. Source: PTX ISA, "cp.async".</summary>
internal static class AsyncCopy
{
    /// <summary>Starts to copy 16 bytes past the first-level cache; other threads see them after a wait and a barrier.</summary>
    /// <param name="to">In shared memory, a multiple of 16.</param>
    /// <param name="from">In device memory, a multiple of 16.</param>
    /// <param name="bytes">How many are read, the others being zero: 0 or 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Start(uint to, long from, uint bytes) =>
        CudaAsm.Emit("cp.async.cg.shared.global [%0], [%1], 16, %2;", to, from, bytes);

    /// <summary>Starts to copy 16 bytes past the first-level cache, all of which are read.</summary>
    /// <param name="to">In shared memory, a multiple of 16.</param>
    /// <param name="from">In device memory, a multiple of 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Start(uint to, long from) => CudaAsm.Emit("cp.async.cg.shared.global [%0], [%1], 16;", to, from);

    /// <summary>Ends a group of copies, perhaps an empty one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Commit() => CudaAsm.Emit("cp.async.commit_group;");

    /// <summary>Waits for all of this thread's groups.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WaitForAll() => CudaAsm.Emit("cp.async.wait_group 0;");

    /// <summary>Waits for all of this thread's groups but the latest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WaitForAllButOne() => CudaAsm.Emit("cp.async.wait_group 1;");

    /// <summary>Waits for all of this thread's groups but the latest two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WaitForAllButTwo() => CudaAsm.Emit("cp.async.wait_group 2;");
}
