using System.Globalization;
using System.Text;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Runtime.Tests.Roofline;

/// <summary>
/// The least time of each kernel of a forward pass as Markdown: the roofline model (Williams, Waterman, Patterson 2009,
/// https://doi.org/10.1145/1498765.1498785), where a kernel takes what its products take at the peak of the tensor cores, or what
/// its bytes take at that of memory, whichever is longer.
/// </summary>
internal sealed class RooflineTable(Card card, ResourceTable resources)
{
    private const string Heading =
        "| kernel | launches | blocks | registers | shared bytes | warps / SM | MFLOP | MB | FLOP / byte | bound by | µs "
        + "| µs, SMs with a block |\n| --- | --: | --: | --: | --: | --: | --: | --: | --: | --- | --: | --: |";

    /// <summary>The table of one batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="launches">Its launches.</param>
    public string Of(BatchShape batch, IEnumerable<RecordedLaunch> launches)
    {
        var text = new StringBuilder($"\n### {batch.Sentences} x {batch.Longest}\n\n{Heading}\n");
        int count = 0;
        long sumOperations = 0;
        long sumBytes = 0;
        double total = 0;
        double totalBusy = 0;
        foreach (var same in launches.GroupBy(launch =>
            (Name: KernelNames.Of(launch.Kernel), launch.Blocks, launch.Threads, Work: KernelWork.Of(launch, batch))))
        {
            int times = same.Count();
            KernelWork work = same.Key.Work;
            double memory = work.Bytes / card.BytesPerSecond;
            long operations = work.Operations + work.Repeated;
            double products = operations / card.OperationsPerSecond;
            double productsBusy = products * card.Multiprocessors / Math.Min(card.Multiprocessors, same.Key.Blocks);
            double least = times * Math.Max(memory, products);
            double leastBusy = times * Math.Max(memory, productsBusy);
            int[] taken = resources[same.Key.Name];
            Assert.That(same.Key.Threads, Is.EqualTo(taken[0]), $"threads of {same.Key.Name}");
            text.Append(
                CultureInfo.InvariantCulture,
                $"| `{same.Key.Name}` | {times} | {same.Key.Blocks:N0} | {taken[1]} | {taken[2]:N0} | {taken[4]} ");
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {operations / 1e6:N1} | {work.Bytes / 1e6:N2} | {(double)operations / work.Bytes:N1} ");
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {(products > memory ? "products" : "memory")} | {1e6 * least:N1} | {1e6 * leastBusy:N1} |\n");
            count += times;
            sumOperations += times * operations;
            sumBytes += times * work.Bytes;
            total += least;
            totalBusy += leastBusy;
        }

        text.Append(
            CultureInfo.InvariantCulture,
            $"| all | {count} | | | | | {sumOperations / 1e6:N1} | {sumBytes / 1e6:N2} ");
        text.Append(
            CultureInfo.InvariantCulture,
            $"| {(double)sumOperations / sumBytes:N1} | | {1e6 * total:N1} | {1e6 * totalBusy:N1} |\n");
        return text.ToString();
    }
}
