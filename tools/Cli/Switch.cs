namespace SqueezeBert.Gpu.Cli;

/// <summary>The value of an option that is on unless it is switched off.</summary>
internal enum Switch
{
    /// <summary>As when the option is not given.</summary>
    On,

    /// <summary>Switched off.</summary>
    Off,
}
