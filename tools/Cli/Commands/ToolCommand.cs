using System.CommandLine;

namespace SqueezeBert.Gpu.Cli.Commands;

/// <summary>A command: its arguments, its examples and what it does. It succeeds, or says why not by an exception.</summary>
internal abstract class ToolCommand : Command
{
    protected ToolCommand(string name, string description, CommonOptions common, ToolStreams streams)
        : base(name, description) =>
        SetAction((parsed, cancellationToken) =>
        {
            var invocation = new Invocation(parsed, common, streams, cancellationToken);
            Execute(invocation);
            invocation.SayCacheProblem();
            return Task.FromResult(0);
        });

    /// <summary>Command lines that work, without the tool's name.</summary>
    public abstract IReadOnlyList<string> Examples { get; }

    /// <summary>Does it.</summary>
    protected abstract void Execute(Invocation invocation);
}
