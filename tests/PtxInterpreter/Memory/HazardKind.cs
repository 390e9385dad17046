namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>What is wrong with an access that a device would carry out with an unpredictable result.</summary>
public enum HazardKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A thread reads what another wrote, with no barrier between.</summary>
    ReadAfterWrite,

    /// <summary>A thread writes what another read, with no barrier between.</summary>
    WriteAfterRead,

    /// <summary>Two threads write the same byte, with no barrier between.</summary>
    WriteAfterWrite,

    /// <summary>A read of shared memory that no thread of the block has written.</summary>
    UninitialisedRead,

    /// <summary>An access to bytes that an asynchronous copy is still writing.</summary>
    CopyInFlight,
}
