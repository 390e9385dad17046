namespace SqueezeBert.Gpu.PtxInterpreter;

internal delegate ulong TernaryOperation(ulong a, ulong b, ulong c);
