namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// How many groups of threads share the wide channels of a tile of tokens. A tile takes a chain of products through all wide channels
/// of a group, and few tokens are few tiles: without sharing, most of a GPU would wait for a few long chains.
/// </summary>
internal readonly struct FeedForwardSplit
{
    private readonly int groups;
    private readonly int rows;
    private readonly int step;
    private readonly int steps;
    private readonly int atOnce;
    private readonly int most;

    /// <summary>Takes a shape and a device.</summary>
    /// <param name="inner">Of the first convolution.</param>
    /// <param name="rows">Tokens of a tile.</param>
    /// <param name="step">Wide channels that a group of threads makes at a time.</param>
    /// <param name="atOnce">Groups of threads that the device runs at once.</param>
    /// <param name="most">Parts beyond which adding them up takes longer than it saves.</param>
    public FeedForwardSplit(GroupedConv1dShape inner, int rows, int step, int atOnce, int most)
    {
        groups = inner.Groups;
        this.rows = rows;
        this.step = step;
        steps = (inner.OutputChannelsPerBlock + step - 1) / step;
        this.atOnce = atOnce;
        this.most = most;
    }

    /// <summary>P for so many tokens: as many as run at once and pay.</summary>
    /// <param name="tokens">T.</param>
    public int PartsFor(int tokens) =>
        Parts((int)Math.Min(most, atOnce / ((tokens + rows - 1L) / rows * groups)));

    /// <summary>P near what is wanted: at least 1, and every part has as many steps, but for the last.</summary>
    /// <param name="wanted">The number wanted.</param>
    public int Parts(int wanted)
    {
        int each = StepsOf(Math.Clamp(wanted, 1, steps));
        return (steps + each - 1) / each;
    }

    /// <summary>Wide channels of a part.</summary>
    /// <param name="parts">P.</param>
    public int Width(int parts) => step * StepsOf(parts);

    private int StepsOf(int parts) => (steps + parts - 1) / parts;
}
