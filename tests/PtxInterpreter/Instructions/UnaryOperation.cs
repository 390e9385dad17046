namespace SqueezeBert.Gpu.PtxInterpreter;

internal delegate ulong UnaryOperation(ulong a);
