namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>The extent of a grid or a block, or a place in it.</summary>
public readonly record struct Dim3(int X, int Y, int Z)
{
    /// <summary>The number of places.</summary>
    public int Count => checked(X * Y * Z);

    /// <summary>The place of a linear index, X running fastest.</summary>
    public Dim3 At(int index) => new(index % X, index / X % Y, index / (X * Y));

    /// <summary>(1, 2, 3)</summary>
    public override string ToString() => $"({X}, {Y}, {Z})";

    /// <summary>Lets a tuple stand for an extent.</summary>
    public static implicit operator Dim3((int X, int Y, int Z) value) => FromValueTuple(value);

    /// <summary>The same for languages without conversions.</summary>
    public static Dim3 FromValueTuple((int X, int Y, int Z) value) => new(value.X, value.Y, value.Z);
}
