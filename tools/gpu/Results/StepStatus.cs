namespace SqueezeBert.Gpu.HardwarePack.Results;

/// <summary>The ends of a step.</summary>
internal enum StepStatus
{
    /// <summary>Everything it had to do was done.</summary>
    Done,

    /// <summary>It gave up; what it had until then is kept.</summary>
    Failed,

    /// <summary>The time was over before it was.</summary>
    OutOfTime,

    /// <summary>This machine lacks what it needs.</summary>
    LeftOut,
}
