namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>How a thread goes on after a step.</summary>
internal enum Flow
{
    /// <summary>With the next instruction.</summary>
    Next,

    /// <summary>Where the step has set the program counter.</summary>
    Jump,

    /// <summary>It waits for other threads at this instruction.</summary>
    Meet,

    /// <summary>It is done.</summary>
    Exit,
}
