namespace SqueezeBert.Gpu.PtxInterpreter;

internal enum AccessMode
{
    Read,
    Write,

    /// <summary>An atomic read-modify-write, which does not race with another.</summary>
    Atomic,

    /// <summary>The start of an asynchronous copy: from now on nobody may touch the bytes.</summary>
    AsyncWrite,

    /// <summary>The end of an asynchronous copy: the bytes count as written by its thread.</summary>
    AsyncArrival,
}
