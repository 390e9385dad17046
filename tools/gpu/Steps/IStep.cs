using SqueezeBert.Gpu.HardwarePack.Results;

namespace SqueezeBert.Gpu.HardwarePack.Steps;

/// <summary>Something to find out about the machine.</summary>
internal interface IStep
{
    /// <summary>What the command line and reports call it.</summary>
    string Name { get; }

    /// <summary>Finds it out.</summary>
    /// <param name="report">What is known; what is already in it is not found out again, but for the facts of the machine.</param>
    /// <param name="deadline">Until when.</param>
    /// <returns>Whenever something new is known, all that is known.</returns>
    /// <exception cref="LeftOutException">This machine lacks what it needs.</exception>
    /// <exception cref="PackException">It cannot go on.</exception>
    /// <exception cref="OutOfTimeException">The time was over before it was done.</exception>
    IEnumerable<HardwareReport> Run(HardwareReport report, Deadline deadline);
}
