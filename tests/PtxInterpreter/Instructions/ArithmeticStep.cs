namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>A step that computes one register from up to three; unused operands repeat another.</summary>
internal static class ArithmeticStep
{
    public sealed class Unary(PtxInstruction source, UnaryOperation operation, int d, int a) : Step(source)
    {
        public override Flow Execute(ThreadState thread)
        {
            ulong[] registers = thread.Registers;
            registers[d] = operation(registers[a]);
            return Flow.Next;
        }
    }

    public sealed class Binary(PtxInstruction source, BinaryOperation operation, int d, int a, int b) : Step(source)
    {
        public override Flow Execute(ThreadState thread)
        {
            ulong[] registers = thread.Registers;
            registers[d] = operation(registers[a], registers[b]);
            return Flow.Next;
        }
    }

    public sealed class Ternary(PtxInstruction source, TernaryOperation operation, int d, int a, int b, int c) : Step(source)
    {
        public override Flow Execute(ThreadState thread)
        {
            ulong[] registers = thread.Registers;
            registers[d] = operation(registers[a], registers[b], registers[c]);
            return Flow.Next;
        }
    }
}
