using System.CommandLine;
using System.Reflection;
using System.Xml.Linq;
using NUnit.Framework.Api;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using SqueezeBert.Gpu.HardwarePack.Results;

namespace SqueezeBert.Gpu.HardwarePack.Children;

/// <summary>
/// <c>prove</c>: runs tests of one device in this process with NUnit's own runner, and writes each result when it is there, so
/// that what ends the process early ends no more than the rest.
/// </summary>
internal sealed class ProveCommand : Command
{
    /// <summary>Its name.</summary>
    public const string Word = "prove";

    private readonly Argument<string> assembly = new("assembly");
    private readonly Argument<string> category = new("category");
    private readonly Option<string?> fixture = new("--fixture");

    /// <summary>Creates the command.</summary>
    public ProveCommand()
        : base(Word, "Runs the tests of a category, or lists their fixtures.")
    {
        Hidden = true;
        Arguments.Add(assembly);
        Arguments.Add(category);
        Options.Add(fixture);
        SetAction(Prove);
    }

    /// <summary>Arguments that list the fixtures of a category, a <see cref="TestFixtureLine"/> each.</summary>
    public static IEnumerable<string> List(string assembly, string category) => [Word, assembly, category];

    /// <summary>Arguments that run a fixture, a <see cref="TestResultLine"/> for each test.</summary>
    public static IEnumerable<string> Run(string assembly, string category, string fixture) =>
        [Word, assembly, category, "--fixture", fixture];

    private int Prove(ParseResult arguments)
    {
        var runner = new NUnitTestAssemblyRunner(new DefaultTestAssemblyBuilder());
        runner.Load(
            Assembly.Load(arguments.GetRequiredValue(assembly)),
            new Dictionary<string, object> { ["NumberOfTestWorkers"] = 0 });
        var wanted = new XElement("cat", arguments.GetRequiredValue(category));
        if (arguments.GetValue(fixture) is not { } one)
        {
            ListFixtures(runner.ExploreTests(Filter(wanted)));
            return 0;
        }

        runner.Run(new ResultWriter(Console.Out), Filter(wanted, new XElement("class", one)));
        return 0;
    }

    private static TestFilter Filter(params XElement[] conditions) =>
        TestFilter.FromXml(new XElement("filter", new XElement("and", conditions)).ToString(SaveOptions.DisableFormatting));

    private static void ListFixtures(ITest tests)
    {
        foreach (IGrouping<string, ITest> one in Leaves(tests).GroupBy(test => test.ClassName!))
        {
            Console.Out.WriteLine(PackJson.Line(new TestFixtureLine(one.Key, one.Count())));
        }
    }

    private static IEnumerable<ITest> Leaves(ITest test) => test.IsSuite ? test.Tests.SelectMany(Leaves) : [test];
}
