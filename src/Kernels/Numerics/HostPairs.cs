namespace SqueezeBert.Gpu.Kernels;

/// <summary>Which numbers of a row and a column <see cref="HostWinogradGemm{TLanes}"/> multiplies in pairs.</summary>
internal static class HostPairs
{
    /// <summary>Pairs of a block: its first numbers, each with the one that stands as many further on.</summary>
    public const int Count = 4;

    /// <summary>Numbers of a block that are multiplied as they are, for each pair.</summary>
    /// <param name="lanes">Of a register.</param>
    public static int Singles(int lanes) => lanes == 16 ? 1 : 2;

    /// <summary>Numbers of a row that a block has. What is left at the end of a row is multiplied as it is.</summary>
    /// <param name="lanes">Of a register.</param>
    public static int Block(int lanes) => (2 + Singles(lanes)) * Count;

    /// <summary>
    /// Where a panel keeps the weight of a number: in the order of their use, each pair's two and then what is multiplied as it is.
    /// </summary>
    /// <param name="index">Of the number in its row.</param>
    /// <param name="depth">Numbers of a row.</param>
    /// <param name="lanes">Of a register.</param>
    public static int Place(int index, int depth, int lanes)
    {
        int block = Block(lanes);
        int within = index % block;
        return index / block < depth / block
            ? index - within + (within % Count * (2 + Singles(lanes))) + (within / Count)
            : index;
    }

    /// <summary>
    /// Whether a number and its weight are negated, which leaves their product. Numbers that lean to one side, as activations do,
    /// would otherwise give products of pairs that add up, to more than the sum that is wanted: so every other one is taken away.
    /// </summary>
    /// <param name="index">Of the number in its row.</param>
    /// <param name="depth">Numbers of a row.</param>
    /// <param name="lanes">Of a register.</param>
    public static bool IsNegated(int index, int depth, int lanes)
    {
        int block = Block(lanes);
        int within = index % block;
        return index / block < depth / block && within / Count == 1 && within % 2 == 1;
    }
}
