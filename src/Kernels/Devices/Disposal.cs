using System.Runtime.ExceptionServices;

namespace SqueezeBert.Gpu.Devices;

/// <summary>Takes down what consists of parts: a part that fails keeps none of the others, and no error is lost.</summary>
internal static class Disposal
{
    /// <summary>Takes every step, whatever the ones before it threw.</summary>
    /// <param name="steps">What disposes of the parts, in their order.</param>
    /// <exception cref="AggregateException">Several steps failed. The error of a single one is thrown as it is.</exception>
    public static void InTurn(params IEnumerable<Action> steps)
    {
        List<Exception> errors = [];
        foreach (Action step in steps)
        {
            try
            {
                step();
            }
            catch (AggregateException several)
            {
                errors.AddRange(several.Flatten().InnerExceptions);
            }
            catch (Exception error)
            {
                errors.Add(error);
            }
        }

        if (errors.Count > 1)
        {
            throw new AggregateException(errors);
        }

        if (errors.Count == 1)
        {
            ExceptionDispatchInfo.Throw(errors[0]);
        }
    }

    /// <summary>Disposes of everything, as <see cref="InTurn"/> does.</summary>
    public static void Of(params IEnumerable<IDisposable?> parts) =>
        InTurn(parts.Select(part => (Action)(() => part?.Dispose())));
}
