namespace SqueezeBert.Gpu.PtxInterpreter;

internal static class Alignment
{
    public static int Up(int value, int alignment) => (value + alignment - 1) / alignment * alignment;
}
