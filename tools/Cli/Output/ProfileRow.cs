using System.Text.Json;

namespace SqueezeBert.Gpu.Cli.Output;

/// <summary>What a node, or all nodes of one kind, take of a run.</summary>
/// <param name="Name">Which.</param>
/// <param name="Calls">How often in a run.</param>
/// <param name="Seconds">How long in a run, all calls together.</param>
/// <param name="Operations">Floating-point operations.</param>
/// <param name="Bytes">What its launches read and write.</param>
internal readonly record struct ProfileRow(string Name, int Calls, double Seconds, long Operations, long Bytes)
{
    private double GigaflopsPerSecond => PerSecond(Operations);

    private double GigabytesPerSecond => PerSecond(Bytes);

    /// <summary>Rows taken together.</summary>
    public static ProfileRow Sum(string name, IReadOnlyCollection<ProfileRow> rows) => new(
        name, rows.Sum(row => row.Calls), rows.Sum(row => row.Seconds), rows.Sum(row => row.Operations),
        rows.Sum(row => row.Bytes));

    /// <summary>Time, share, GFLOP/s, bytes and GB/s for people.</summary>
    /// <param name="all">The seconds of which the share is taken.</param>
    public string[] Cells(double all) =>
    [
        Quantity.Milliseconds(Seconds),
        Quantity.Percent(Seconds / all),
        Operations == 0 ? "" : Quantity.Rate(GigaflopsPerSecond),
        Quantity.Bytes(Bytes),
        Quantity.Rate(GigabytesPerSecond),
    ];

    /// <summary>Writes the figures into the current object.</summary>
    /// <param name="json">Where.</param>
    /// <param name="all">The seconds of which the share is taken.</param>
    public void WriteJson(Utf8JsonWriter json, double all)
    {
        json.WriteNumber("seconds", Seconds);
        json.WriteNumber("share", Seconds / all);
        json.WriteNumber("flops", Operations);
        json.WriteNumber("gflops_per_second", GigaflopsPerSecond);
        json.WriteNumber("bytes", Bytes);
        json.WriteNumber("gigabytes_per_second", GigabytesPerSecond);
    }

    // A clock that did not move says nothing about speed.
    private double PerSecond(long amount) => Seconds > 0 ? amount / Seconds / 1e9 : 0;
}
