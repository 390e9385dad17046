namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>The block that runs. One object serves all blocks of a launch in turn.</summary>
internal sealed class BlockState(LaunchState launch)
{
    public LaunchState Launch { get; } = launch;

    /// <summary>The linear index in the grid.</summary>
    public int Number { get; private set; }

    public Dim3 Index { get; private set; }

    public SharedMemory Shared { get; } = new(launch.SharedBytes);

    /// <summary>Counts barriers, so that accesses can be told to lie on one or the other side of one.</summary>
    public int Time { get; private set; }

    /// <summary>When all threads of the block last met.</summary>
    public int LastBarrier { get; private set; }

    /// <summary>When all threads of a warp last met in <c>bar.warp.sync</c>.</summary>
    public int[] LastWarpBarrier { get; } = new int[32];

    public void Start(int number, Random garbage)
    {
        Number = number;
        Index = Launch.Grid.At(number);
        Time = 1;
        LastBarrier = 0;
        Array.Clear(LastWarpBarrier);
        Shared.Reset(garbage);
    }

    public void PassBarrier()
    {
        Advance();
        LastBarrier = Time;
    }

    public void PassWarpBarrier(int warp)
    {
        Advance();
        LastWarpBarrier[warp] = Time;
    }

    private void Advance()
    {
        if (++Time > AccessStamp.MaximumTime)
        {
            throw new PtxTrap($"more than {AccessStamp.MaximumTime} barriers in block {Index}");
        }
    }
}
