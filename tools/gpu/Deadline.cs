namespace SqueezeBert.Gpu.HardwarePack;

/// <summary>Until when something may take: the machine is lent for minutes.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource source;

    /// <summary>A deadline from now on.</summary>
    public Deadline(TimeSpan budget)
        : this(new CancellationTokenSource(budget))
    {
    }

    private Deadline(CancellationTokenSource source) => this.source = source;

    /// <summary>Cancelled when the time is over.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Whether the time is over.</summary>
    public bool IsOver => source.IsCancellationRequested;

    /// <summary>A deadline for a part, no later than this one.</summary>
    public Deadline Within(TimeSpan most)
    {
        var sooner = CancellationTokenSource.CreateLinkedTokenSource(source.Token);
        sooner.CancelAfter(most);
        return new Deadline(sooner);
    }

    /// <summary>The time is over now.</summary>
    public void End() => source.Cancel();

    /// <exception cref="OutOfTimeException">The time is over.</exception>
    public void Check()
    {
        if (IsOver)
        {
            throw new OutOfTimeException();
        }
    }

    /// <summary>Whether what failed ends no more than itself: a process, or the time of a part while this is not over.</summary>
    public bool Outlasts(Exception error) => error is PackException || (error is OutOfTimeException && !IsOver);

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();
}
