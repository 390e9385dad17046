namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>Source: PTX ISA, "Special Registers".</summary>
internal static class SpecialRegister
{
    /// <summary>How to read a special register, or null when there is none of that name.</summary>
    public static Func<ThreadState, ulong>? Find(string name) => name switch
    {
        "%tid.x" => thread => (ulong)thread.Index.X,
        "%tid.y" => thread => (ulong)thread.Index.Y,
        "%tid.z" => thread => (ulong)thread.Index.Z,
        "%ntid.x" => thread => (ulong)thread.Launch.Block.X,
        "%ntid.y" => thread => (ulong)thread.Launch.Block.Y,
        "%ntid.z" => thread => (ulong)thread.Launch.Block.Z,
        "%ctaid.x" => thread => (ulong)thread.Block.Index.X,
        "%ctaid.y" => thread => (ulong)thread.Block.Index.Y,
        "%ctaid.z" => thread => (ulong)thread.Block.Index.Z,
        "%nctaid.x" => thread => (ulong)thread.Launch.Grid.X,
        "%nctaid.y" => thread => (ulong)thread.Launch.Grid.Y,
        "%nctaid.z" => thread => (ulong)thread.Launch.Grid.Z,
        "%laneid" => thread => (ulong)thread.Lane,
        "%warpid" => thread => (ulong)thread.Warp,
        "%nwarpid" => thread => (ulong)((thread.Launch.Block.Count + 31) / 32),
        "%lanemask_eq" => thread => 1UL << thread.Lane,
        "%lanemask_lt" => thread => (1UL << thread.Lane) - 1,
        "%lanemask_le" => thread => (2UL << thread.Lane) - 1,
        "%lanemask_gt" => thread => (uint)~((2UL << thread.Lane) - 1),
        "%lanemask_ge" => thread => (uint)~((1UL << thread.Lane) - 1),
        "%dynamic_smem_size" => thread => (ulong)thread.Launch.DynamicSharedBytes,
        "%total_smem_size" => thread => (ulong)thread.Block.Shared.Length,
        _ => null,
    };
}
