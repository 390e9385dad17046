namespace SqueezeBert.Gpu.HardwarePack.Results;

/// <summary>A model in an engine, in one of its ways to run.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Engine">The engine.</param>
/// <param name="Mode">Eager or compiled, where the engine has the choice; else null.</param>
/// <param name="Precision">The word of the precision.</param>
internal sealed record Entrant(string Model, string Engine, string? Mode, string Precision)
{
    /// <summary>This engine.</summary>
    public const string OursName = "SqueezeBert.Gpu";

    /// <summary>PyTorch.</summary>
    public const string TorchName = "PyTorch";

    /// <summary>This engine with a model.</summary>
    public static Entrant Ours(string model, string precision) => new(model, OursName, null, precision);

    /// <summary>PyTorch with a model.</summary>
    public static Entrant Torch(string model, string mode, string precision) => new(model, TorchName, mode, precision);

    /// <summary>Whether it is this engine.</summary>
    public bool IsOurs => Engine == OursName;

    /// <summary>The engine, its mode and the precision.</summary>
    public string Label() => Mode is null ? $"{Engine} {Precision}" : $"{Engine} {Mode} {Precision}";
}
