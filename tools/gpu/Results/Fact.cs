namespace SqueezeBert.Gpu.HardwarePack.Results;

/// <summary>One line about the machine.</summary>
/// <param name="Name">What.</param>
/// <param name="Value">As its source says it.</param>
internal sealed record Fact(string Name, string Value)
{
    /// <summary>The name of the fact that names the device.</summary>
    public const string NameOfDevice = "device";
}
