using Spectre.Console;

namespace SqueezeBert.Gpu.Cli.Output;

/// <summary>A progress bar on stderr, for a person who waits.</summary>
internal static class ProgressBar
{
    /// <summary>Runs work that reports which part of it is done, from 0 to 1.</summary>
    /// <param name="show">Whether there is somebody to see it.</param>
    /// <param name="error">Where the bar is drawn.</param>
    /// <param name="title">What is being done.</param>
    /// <param name="work">The work.</param>
    public static void Run(bool show, TextWriter error, string title, Action<Action<double>> work)
    {
        if (!show)
        {
            work(static _ => { });
            return;
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask(Markup.Escape(title), maxValue: 1);
                work(done => task.Value = done);
            });
    }
}
