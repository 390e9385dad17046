using SqueezeBert.Gpu.HardwarePack.Children;

namespace SqueezeBert.Gpu.HardwarePack.Steps;

/// <summary>PyTorch, where this machine has it.</summary>
/// <param name="programs">Starts it.</param>
/// <param name="device">Where it is to compute: cuda or cpu.</param>
internal sealed class Torch(Programs programs, string device)
{
    private bool isKnown;
    private string? version;
    private string? missing;

    /// <summary>How long it may take to say its version.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Its version, or why there is none.</summary>
    public string Describe(Deadline deadline)
    {
        LookFor(deadline);
        return version ?? $"none: {missing}";
    }

    /// <summary>Whether it is there.</summary>
    public bool IsThere(Deadline deadline)
    {
        LookFor(deadline);
        return version is not null;
    }

    /// <summary>Refuses to go on without it.</summary>
    /// <exception cref="LeftOutException">It is not there.</exception>
    public void Require(Deadline deadline)
    {
        if (!IsThere(deadline))
        {
            throw new LeftOutException($"no PyTorch: {missing}");
        }
    }

    private void LookFor(Deadline deadline)
    {
        if (isKnown)
        {
            return;
        }

        using Deadline patience = deadline.Within(Patience);
        try
        {
            version = Child.Run(programs.Peer("torch_version.py", device), "PyTorch", patience);
        }
        catch (Exception error) when (deadline.Outlasts(error))
        {
            missing = error.Message;
        }

        isKnown = true;
    }
}
