using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SqueezeBert.Gpu.HardwarePack.Children;

/// <summary>
/// A process that writes results line by line. What touches a device runs in one, so that a driver that crashes or hangs ends
/// no more than that. What it says on its error stream is passed on.
/// </summary>
internal sealed class Child : IDisposable
{
    private const int LinesKept = 6;

    private readonly Process process;
    private readonly string name;
    private readonly Deadline deadline;
    private readonly Queue<string> said = new();

    private Child(Process process, string name, Deadline deadline)
    {
        this.process = process;
        this.name = name;
        this.deadline = deadline;
    }

    /// <summary>Starts a process.</summary>
    /// <param name="start">What to start.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="deadline">When it is ended at the latest.</param>
    /// <exception cref="PackException">It does not start.</exception>
    public static Child Start(ProcessStartInfo start, string name, Deadline deadline)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        try
        {
            var child = new Child(Process.Start(start)!, name, deadline);
            child.process.ErrorDataReceived += (_, line) => child.Hear(line.Data);
            child.process.BeginErrorReadLine();
            return child;
        }
        catch (Win32Exception error)
        {
            // The message of the exception also names the working directory, which is nobody's business in a report.
            throw new PackException(
                $"{start.FileName} does not start: {Marshal.GetPInvokeErrorMessage(error.NativeErrorCode)}");
        }
    }

    /// <summary>Starts a process, and reads everything that it writes.</summary>
    /// <exception cref="PackException">It does not start, or fails.</exception>
    /// <exception cref="OutOfTimeException">The time was over before it was done.</exception>
    public static string Run(ProcessStartInfo start, string name, Deadline deadline)
    {
        using Child child = Start(start, name, deadline);
        child.process.StandardInput.Close();
        return string.Join('\n', child.Lines());
    }

    /// <summary>Every line until its end.</summary>
    /// <exception cref="PackException">It failed.</exception>
    /// <exception cref="OutOfTimeException">The time was over before it was done.</exception>
    public IEnumerable<string> Lines()
    {
        while (ReadLine(deadline) is { } line)
        {
            yield return line;
        }

        WaitForEnd(deadline);
        if (process.ExitCode != 0)
        {
            throw Ended(deadline);
        }
    }

    /// <summary>Writes a line and reads one.</summary>
    /// <param name="line">What it is asked.</param>
    /// <param name="patience">How long for this answer.</param>
    /// <exception cref="PackException">It ended before.</exception>
    /// <exception cref="OutOfTimeException">The time was over before it answered.</exception>
    public string Ask(string line, Deadline patience)
    {
        try
        {
            process.StandardInput.WriteLine(line);
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has ended, which the reading below finds as well.
        }

        return ReadLine(patience) ?? throw Ended(patience);
    }

    /// <summary>Ends it, with all that it started.</summary>
    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }

    private string? ReadLine(Deadline patience) => Wait(patience, process.StandardOutput.ReadLineAsync(patience.Token).AsTask());

    // Also until the last line of its error stream is here.
    private void WaitForEnd(Deadline patience) => Wait(patience, Task.Run(async () =>
    {
        await process.WaitForExitAsync(patience.Token);
        return true;
    }));

    private static T Wait<T>(Deadline patience, Task<T> task)
    {
        try
        {
            return task.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (patience.IsOver)
        {
            throw new OutOfTimeException();
        }
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        Console.Error.WriteLine($"  {name}: {line}");
        lock (said)
        {
            said.Enqueue(line);
            if (said.Count > LinesKept)
            {
                said.Dequeue();
            }
        }
    }

    private PackException Ended(Deadline patience)
    {
        WaitForEnd(patience);
        lock (said)
        {
            return new PackException($"{name} ended with status {process.ExitCode}: {string.Join(" | ", said)}");
        }
    }
}
