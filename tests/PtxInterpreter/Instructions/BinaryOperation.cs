namespace SqueezeBert.Gpu.PtxInterpreter;

internal delegate ulong BinaryOperation(ulong a, ulong b);
