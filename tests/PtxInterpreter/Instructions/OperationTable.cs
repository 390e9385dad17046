namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>
/// Arithmetic by name: <c>add.f32</c>, <c>mul.wide.u32</c>. Names carry no rounding, accuracy or flushing modifiers;
/// <see cref="ArithmeticSteps"/> deals with those.
/// </summary>
internal static class OperationTable
{
    private static readonly Dictionary<string, Delegate> Operations = Build();

    public static Delegate? Find(string name) => Operations.GetValueOrDefault(name);

    private static Dictionary<string, Delegate> Build()
    {
        Dictionary<string, Delegate> table = [];
        IntegerOperations.AddTo(table);
        BitOperationsTable.AddTo(table);
        FloatOperations.AddTo(table);
        return table;
    }

    public static void Unary(this Dictionary<string, Delegate> table, string name, UnaryOperation operation) =>
        table.Add(name, operation);

    public static void Binary(this Dictionary<string, Delegate> table, string name, BinaryOperation operation) =>
        table.Add(name, operation);

    public static void Ternary(this Dictionary<string, Delegate> table, string name, TernaryOperation operation) =>
        table.Add(name, operation);
}
