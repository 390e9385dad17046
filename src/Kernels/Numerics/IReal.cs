using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// A real number as kernels compute with it: one float in a GPU thread (<see cref="DeviceFloat"/>) or a vector of them on
/// the host (<see cref="ILanes{TSelf}"/>). A formula written once over this interface serves every device.
/// </summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
public interface IReal<TSelf>
    where TSelf : struct, IReal<TSelf>
{
    /// <summary>The sum.</summary>
    static abstract TSelf operator +(TSelf a, TSelf b);

    /// <summary>The difference.</summary>
    static abstract TSelf operator -(TSelf a, TSelf b);

    /// <summary>The negation.</summary>
    static abstract TSelf operator -(TSelf a);

    /// <summary>The product.</summary>
    static abstract TSelf operator *(TSelf a, TSelf b);

    /// <summary>The quotient.</summary>
    static abstract TSelf operator /(TSelf a, TSelf b);

    /// <summary>The constant <paramref name="value"/> (in every lane).</summary>
    static abstract TSelf Constant(float value);

    /// <summary>a * b + c, rounded once where the hardware can.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>The absolute value.</summary>
    static abstract TSelf Abs(TSelf x);

    /// <summary>The larger of two; NaN where either is.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>a where it is the smaller, else b: one instruction of most processors, and NaN in b passes.</summary>
    static abstract TSelf Lesser(TSelf a, TSelf b);

    /// <summary>a where it is the larger, else b: one instruction of most processors, and NaN in b passes.</summary>
    static abstract TSelf Greater(TSelf a, TSelf b);

    /// <summary><paramref name="ifLess"/> where a &lt; b, else <paramref name="otherwise"/>.</summary>
    static abstract TSelf WhereLess(TSelf a, TSelf b, TSelf ifLess, TSelf otherwise);

    /// <summary>e^x to float32 rounding or close (the error of each implementation is stated and tested).</summary>
    static abstract TSelf Exp(TSelf x);

    /// <summary>
    /// erfc(x / sqrt(2)), twice the tail of the normal distribution beyond x, for x from 0 to 6.5; off by less than 1e-7 absolutely.
    /// </summary>
    static abstract TSelf NormalTails(TSelf x);

    /// <summary>Reads from device memory at <paramref name="index"/> (and the lanes that follow).</summary>
    static abstract TSelf Load(ArrayView<float> view, long index);

    /// <summary>The nearest integer, ties to even; for magnitudes up to 2^22.</summary>
    static abstract TSelf Round(TSelf x);

    /// <summary>x * 2^exponent for integers from -126 to 127; anything else gives an arbitrary number.</summary>
    static abstract TSelf Scale(TSelf x, TSelf exponent);
}
