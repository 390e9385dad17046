namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>
/// <c>ldmatrix</c>: each of 8, 16 or 32 lanes names a row of eight 16-bit elements in shared memory, and every lane gets two
/// neighbouring elements of each 8x8 matrix. Source: PTX ISA, "ldmatrix".
/// </summary>
internal sealed unsafe class LoadMatrixStep(PtxInstruction source, PtxProgramBuilder program) : WarpMeetingStep(source)
{
    private const int Size = 8;

    private readonly int[] to = program.Destinations(source.Operands[0]);
    private readonly AddressOperand row = program.Address(source.Operands[1], source);
    private readonly StateSpace space = source.Space; // generic without .shared
    private readonly bool transposed = source.Has("trans");

    public override void Meet(WarpLanes lanes)
    {
        ThreadState[] threads = lanes.Full(Source);
        ushort[] elements = new ushort[to.Length * Size * Size];
        for (int row = 0; row < to.Length * Size; row++)
        {
            byte* memory = threads[row].Access(space, this.row.In(threads[row]), 2 * Size, AccessMode.Read, Source);
            new ReadOnlySpan<ushort>(memory, Size).CopyTo(elements.AsSpan(row * Size));
        }
        for (int matrix = 0; matrix < to.Length; matrix++)
        {
            foreach (ThreadState thread in threads)
            {
                int row = thread.Lane / 4;
                int column = thread.Lane % 4 * 2;
                thread.Registers[to[matrix]] = Element(matrix, row, column) | (Element(matrix, row, column + 1) << 16);
            }
        }

        ulong Element(int matrix, int row, int column) => transposed
            ? elements[(matrix * Size * Size) + (column * Size) + row]
            : elements[(matrix * Size * Size) + (row * Size) + column];
    }
}
