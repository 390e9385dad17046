namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>Where an address points. Source: PTX ISA, "State Spaces".</summary>
internal enum StateSpace
{
    Generic,
    Global,
    Shared,
    Local,
    Param,
}
