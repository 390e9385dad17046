using CsCheck;

namespace SqueezeBert.Gpu.Runtime.Tests.Weights;

/// <summary>Random cases that are the same on every run, so that a failure anywhere is a failure everywhere.</summary>
internal static class FixedSeed
{
    private const ulong Seed = 20_200_619;

    public static void Sample<T>(Gen<T> generator, int cases, Action<T> check)
    {
        for (uint number = 0; number < cases; number++)
        {
            T value = generator.Generate(new PCG(number, Seed), min: null, out _);
            try
            {
                check(value);
            }
            catch (Exception error)
            {
                throw new AssertionException($"case {number}, {Check.Print(value)}: {error.Message}", error);
            }
        }
    }
}
