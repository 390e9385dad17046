using System.Runtime.InteropServices;

namespace SqueezeBert.Gpu.Cli;

/// <summary>
/// Ctrl-C, a request to terminate and a terminal that hangs up, as a token: the first one lets the command clean up, a second one
/// ends the process, with what <see cref="AppDomain.ProcessExit"/> still has to do.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;
    private int signals;

    public Interruption() =>
        registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(
            signal => PosixSignalRegistration.Create(signal, Cancel))];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations)
        {
            registration.Dispose();
        }

        source.Dispose();
    }

    private void Cancel(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref signals) == 1)
        {
            source.Cancel();
        }
        else
        {
            Environment.Exit(Failure.Interrupted);
        }
    }
}
