namespace SqueezeBert.Gpu.HardwarePack.Children;

/// <summary>How a test ended.</summary>
internal enum TestOutcome
{
    /// <summary>What it asserts is so.</summary>
    Passed,

    /// <summary>It is not, or the test threw.</summary>
    Failed,

    /// <summary>It cannot run on this device, as it says.</summary>
    Skipped,
}
