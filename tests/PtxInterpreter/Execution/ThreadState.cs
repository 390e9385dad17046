namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>One thread of the block that runs.</summary>
internal sealed unsafe class ThreadState(LaunchState launch, BlockState block, int rank, byte* local)
{
    public const int NotWaiting = -1;

    public LaunchState Launch { get; } = launch;

    public BlockState Block { get; } = block;

    /// <summary>The linear index in the block, X running fastest.</summary>
    public int Rank { get; } = rank;

    public Dim3 Index { get; } = launch.Block.At(rank);

    public int Warp { get; } = rank / 32;

    public int Lane { get; } = rank % 32;

    public ulong[] Registers { get; } = new ulong[launch.Program.InitialRegisters.Length];

    public AsyncCopyQueue AsyncCopies { get; } = new();

    /// <summary>The next instruction.</summary>
    public int Next { get; set; }

    /// <summary>The instruction at which it waits for others, or <see cref="NotWaiting"/>.</summary>
    public int WaitsAt { get; set; } = NotWaiting;

    public bool IsDone { get; set; }

    /// <summary>The block's part of <see cref="AccessStamp"/>.</summary>
    public ulong StampBase { get; private set; }

    public void Start()
    {
        Launch.Program.InitialRegisters.CopyTo(Registers, 0);
        foreach ((int slot, Func<ThreadState, ulong> read) in Launch.Program.SpecialRegisters)
        {
            Registers[slot] = read(this);
        }
        AsyncCopies.Clear();
        Next = 0;
        WaitsAt = NotWaiting;
        IsDone = false;
        StampBase = AccessStamp.BaseOf(Block.Number);
    }

    /// <summary>Checks an access and finds its bytes. <paramref name="bytes"/> is a power of two.</summary>
    public byte* Access(StateSpace space, ulong address, int bytes, AccessMode mode, PtxInstruction source)
    {
        if ((address & (ulong)(bytes - 1)) != 0)
        {
            throw new PtxTrap("misaligned access").At(this, source, address, bytes);
        }
        if (space == StateSpace.Generic)
        {
            space = StateSpaces.Resolve(ref address);
        }
        switch (space)
        {
            case StateSpace.Global:
                return Launch.Global.Access(this, address, bytes, mode, source);
            case StateSpace.Shared:
                return Block.Shared.Access(this, address, bytes, mode, source);
            case StateSpace.Param:
                return At(Launch.Parameters, Launch.ParameterBytes, "parameter");
            default:
                return At(local, Launch.LocalBytes, "local");
        }

        byte* At(byte* start, int length, string name) => address <= (ulong)length && (ulong)bytes <= (ulong)length - address
            ? start + address
            : throw new PtxTrap($"{name} access out of bounds, there are {length} bytes").At(this, source, address, bytes);
    }

    /// <summary>Reads the first bytes of a wider access to global memory, of which only they need to exist.</summary>
    public byte* AccessPart(ulong address, int bytes, int alignment, PtxInstruction source) =>
        address % (ulong)alignment == 0
            ? Launch.Global.Access(this, address, bytes, AccessMode.Read, source)
            : throw new PtxTrap("misaligned access").At(this, source, address, alignment);

    public override string ToString() => $"block {Block.Index}, thread {Index}";
}
