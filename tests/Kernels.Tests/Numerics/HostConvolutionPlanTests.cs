namespace SqueezeBert.Gpu.Kernels.Tests.Numerics;

/// <summary>How the host divides a convolution among its threads.</summary>
[Category("Host")]
public sealed class HostConvolutionPlanTests
{
    private static readonly GroupedConv1dShape Dense = new(768, 768);
    private static readonly GroupedConv1dShape Wide = new(768, 3072, 4);

    [Test]
    public void Every_row_meets_every_panel_once([Values(1, 4, 5, 127, 1024, 1027)] int rows, [Range(1, 17)] int threads, [Values] bool arePacked)
    {
        foreach (GroupedConv1dShape shape in (GroupedConv1dShape[])[Dense, Wide])
        {
            var plan = new HostConvolutionPlan(shape, rows, threads, arePacked);
            int[] met = new int[rows * plan.Panels];
            for (int item = 0; item < plan.Items; item++)
            {
                (int row, int endRow) = plan.RowsOf(item);
                (int panel, int endPanel) = plan.PanelsOf(item);
                Assert.That(row < endRow && panel < endPanel, $"item {item} has something to do");
                for (int r = row; r < endRow; r++)
                {
                    for (int p = panel; p < endPanel; p++)
                    {
                        met[(r * plan.Panels) + p]++;
                    }
                }
            }

            Assert.That(met.AsSpan().ContainsAnyExcept(1), Is.False);
        }
    }

    // However many rows the second-level cache of this machine holds: seven items on two threads, as there were, are 0.875.
    [Test]
    public void Threads_end_together([Values(1024, 2048, 4096)] int rows, [Values(1, 2, 3, 4, 6, 8, 16)] int threads, [Values] bool arePacked)
    {
        int items = new HostConvolutionPlan(Dense, rows, threads, arePacked).Items;
        int rounds = (items + threads - 1) / threads;
        Assert.That((double)items / (rounds * threads), Is.GreaterThan(0.88));
    }
}
